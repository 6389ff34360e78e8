//! The case as the page has it: drawn, run, looked at, changed and taken back.

use stepwright::json::{NodeRef, Value};
use stepwright::studio::timeline::{BARS_MAX, LANES_MAX, Timeline};
use stepwright::studio::{
    Action, EditAction, InspectorTab, Moment, Moments, ProjectAction, RunAction, Scene, ViewAction, Workbench,
    describe, form, reduce,
};

use super::check::{Case, command};
use super::dice::Dice;

/// Opens a workbench on a case and does what people do there.
pub(crate) fn use_it(case: &Case, dice: &mut Dice) {
    let mut workbench = Workbench::open("fuzz", case.text.as_str());
    reduce(&mut workbench, ProjectAction::SetInput(case.setup.input.to_string()));
    for (state, mock) in &case.setup.mocks.states {
        reduce(&mut workbench, ProjectAction::SetMock(state.clone(), Some(mock.clone())));
    }
    reduce(&mut workbench, RunAction::Start);
    // Few events apart, so that there are marks to go back to.
    let mut moments = Moments::marking(7);
    for _ in 0..dice.below(6) {
        let action = match dice.below(8) {
            0 => Action::from(RunAction::Step),
            1 => RunAction::StepBack.into(),
            2 => RunAction::ToEnd.into(),
            3 => RunAction::Seek(dice.below(200)).into(),
            4 => ViewAction::ShowProblem(dice.below(10)).into(),
            _ => RunAction::Tick { elapsed_ms: 250.0, budget: case.budget.min(100) }.into(),
        };
        reduce(&mut workbench, action);
        seen(&workbench, &mut moments);
    }
    let mut changes = 0;
    for _ in 0..dice.below(3) {
        let Some(change) = command(&workbench.document, &workbench.drawn.machine, dice) else { continue };
        reduce(&mut workbench, change);
        changes += 1;
    }
    seen(&workbench, &mut moments);
    let last = workbench.document.shared_text();
    for _ in 0..changes {
        reduce(&mut workbench, EditAction::Undo);
    }
    assert_eq!(workbench.document.text(), case.text, "everything can be undone");
    for _ in 0..changes {
        reduce(&mut workbench, EditAction::Redo);
    }
    assert_eq!(workbench.document.text(), &*last, "everything can be made again");
}

/// Everything the views compute.
fn seen(workbench: &Workbench, moments: &mut Moments) {
    let scene = Scene::of(&workbench.drawn);
    assert!(scene.nodes.len() >= workbench.drawn.machine.states.len());
    let moment = Moment::of(workbench);
    assert!(*moments.show(workbench) == moment, "the way to a moment leaves no trace in it");
    let timeline = Timeline::of(&moment, &workbench.drawn.machine);
    assert!(timeline.lanes.len() <= LANES_MAX && timeline.lanes.iter().all(|lane| lane.bars.len() <= BARS_MAX));
    for bar in timeline.lanes.iter().flat_map(|lane| &lane.bars) {
        assert!((0.0..=1.0).contains(&bar.from) && bar.from <= bar.to && bar.to <= 1.0, "{bar:?}");
    }
    if let Some(simulation) = &workbench.run.simulation {
        for at in 0..simulation.history().len().min(50) {
            describe::detail(simulation.history(), at);
        }
    }
    for state in workbench.drawn.machine.states.iter().take(20) {
        let Some(node) = workbench.drawn.document.find(&state.pointer) else { continue };
        for tab in InspectorTab::ALL {
            let form = form::state_form(node, state.kind, state.language, tab);
            for line in &form.lines {
                let text = workbench
                    .drawn
                    .document
                    .find(&line.at)
                    .map_or_else(String::new, |value| form::shown(value, line.shape));
                let _ = form::typed(line, &text);
            }
        }
    }
    let glimpse = workbench.drawn.document.root().map_or(Value::Null, NodeRef::to_value);
    describe::glimpse(&glimpse);
}
