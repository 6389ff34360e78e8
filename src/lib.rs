//! Stepwright: a workbench for AWS Step Functions in the browser.
//!
//! People draw a state machine on a canvas, read and edit the same machine as ASL JSON, run it against mocked services on
//! a virtual clock, and see what happened. Everything but the views and the browser's own calls is deterministic Rust that
//! builds and tests natively: `cargo test --no-default-features` cannot even see Leptos.
//!
//! # Layers
//!
//! A layer imports only from layers above it in this table; `tests/tidy.rs` holds the rule and says it in a sentence.
//!
//! | layer | what it is | imports |
//! |---|---|---|
//! | [`json`] | lossless syntax: text, tree, spans, text edits; and the values an execution carries | – |
//! | [`query`] | `JSONPath`, reference paths, payload templates, intrinsic functions, choice rules; `JSONata` | `json` |
//! | [`layout`] | layered drawing of compound graphs, in whole pixels | – |
//! | [`asl`] | what a document means: states, scopes, transitions; the tables of fields and of services | `json` |
//! | [`lint`] | what is wrong with it, one file a rule | `json`, `asl`, `query` |
//! | [`edit`] | what a person does to it, each a smallest text edit | `json`, `asl` |
//! | [`sim`] | how it runs: a pure step, a journal, a virtual world | `json`, `asl`, `query` |
//! | [`interop`] | definitions as other formats hold them: YAML | `json` |
//! | [`studio`] | the whole application as plain data and one `reduce` | all of these |
//! | `ui`, `platform` | Leptos views; browser calls. Only with the feature `studio` | `studio` |
//!
//! Inside [`studio`] the same holds for its rooms, each a folder or a file: the table there goes from `key` up to `gesture`.
//!
//! Every layer sorts, and keeps maps and sets in order, with [`sort`], of whose code the page holds little for each type.
//!
//! # Invariants
//!
//! * Text is the truth. A [`json::Document`] is a text with a tree that points into it; an edit is a [`json::TextEdit`];
//!   what it does not name does not change by a byte (`tests/roundtrip.rs`, `tests/edit.rs`).
//! * Parsing never fails, and nothing below `ui` and `platform` does I/O, reads a clock or rolls dice: time and a seed are
//!   arguments. One thing is not: the engine of `JSONata`, which a program installs once ([`query::jsonata::install`]).
//! * One step of the interpreter is a function of its arguments: the same program, setup and journal give the same
//!   history, natively and in a browser (`tests/determinism.rs`).
//! * One [`studio::Workbench`], one [`studio::reduce`]; everything else on the page is computed from it.
//! * Every loop, queue, depth and size has a named limit.
//!
//! # Four walks
//!
//! What happens, from the page inwards and back. `cargo doc` fails where a name here has gone; the page, which a build
//! without it does not know, is named by its paths, which `tests/documents.rs` looks up.
//!
//! **A keystroke in the text.** The editor gives its whole text to `ui::code::editor::callbacks`, which makes an
//! [`Action`](studio::Action) of it, with the text it was typed in. `ui::store::Store::dispatch`, the only writer, hands it
//! to [`studio::begin`]. A text typed in another one than the definition is refused; else [`edit::done`] makes of it the
//! smallest [`json::TextEdit`] and the [`json::Document`] after it. The inverse goes onto the
//! [`UndoStack`](studio::UndoStack), and [`type_document`](studio::Workbench::type_document) works out what follows, one
//! [`Stage`](studio::Stage) after the other: what it means ([`asl::Machine::read`]), what is drawn ([`studio::Scene::of`]), what is
//! wrong with it ([`lint::Linting`]), what runs ([`sim::Compiling`]; a run that is there is made again by
//! [`Run::replay`](studio::Run::replay)). Of a large text all of that waits until `ui::rest::rest` sees that nobody types.
//! That it is kept is asked for at once ([`LibraryRequest::Rest`](studio::library::LibraryRequest::Rest)) and done half a
//! second later: `ui::keep::perform` has [`Workbench::to_record`](studio::Workbench::to_record) written by
//! `platform::records::write`.
//!
//! **A press of Run.** `ui::dock::transport::Transport` dispatches it, and [`Run::ready`](studio::Run::ready) makes a
//! [`Simulation`](sim::Simulation::new) of the program, the mocks, the input and the seed. From then on each frame
//! (`ui::drive::drive`) is a tick: [`Run::tick`](studio::Run::tick) turns its milliseconds into virtual time and lets
//! [`Simulation::advance`](sim::Simulation::advance) go up to there. That takes what is due from the
//! [`World`](sim::World), one [`Input`](sim::Input) at a time, and gives it to [`step`](sim::step::step()), which knows neither
//! mocks nor time: it returns events for the history, records for the trace, and each [`Effect`](sim::Effect) that it asks for.
//! [`World::absorb`](sim::World::absorb) turns those into what is due later: a timer, the answer that a
//! [`MockPlan`](sim::MockPlan) has for a call, or a [`HeldTask`](sim::HeldTask), for which a person is asked. The views
//! read one thing of it all: [`Moments::show`](studio::Moments::show) folds the events and records that are new into the
//! [`Moment`](studio::Moment) shown.
//!
//! **A drop on the canvas.** `ui::canvas::pointer::press_palette` and its neighbours make each browser's event an
//! [`Input`](studio::gesture::Input) of one machine, [`Gesture::take`](studio::gesture::Gesture::take). While something is
//! dragged, [`preview`](studio::gesture::Drag::preview) says which [`edit::Command`] a release would be, and [`edit::check`]
//! whether it may. The release is that command as an action. [`edit::done`] decides it (`intent`, by the kind of command) and
//! writes it with a draft; the rest is as after a keystroke, but that a drawing is made at once
//! ([`set_document`](studio::Workbench::set_document)), and that the state that is new takes the focus
//! ([`Request::FocusState`](studio::Request::FocusState)).
//!
//! **An answer in the past.** The slider (`ui::dock::scrub::Scrub`) only says how many events show:
//! [`Simulation::seek`](sim::Simulation::seek). *Approve* there is [`Run::resolve`](studio::Run::resolve):
//! [`Simulation::resolving`](sim::Simulation::resolving) refuses a task that is not held at that moment, and else begins
//! a [`Work`](sim::Work). Each tick does a part of it ([`Work::advance`](sim::Work::advance)): back to the last checkpoint
//! before the moment, forward to it again by the [`Journal`](sim::Journal), the answer as an entry of its own, and what
//! follows at once. The run it gives ([`Work::finish`](sim::Work::finish)) takes the place of the former one, whose later
//! events and entries are gone, and plays on.
//!
//! # Two programs
//!
//! The page is `main.rs`. The engine of `JSONata`, a third of everything, is a program of its own (`jsonata_module.rs`),
//! which the page fetches for the first definition that is written in the language: the studio asks for it
//! ([`studio::Request::LoadJsonata`]), `platform` fetches it, and `ui` installs it ([`query::jsonata::install`]). What an
//! expression needs of its input crosses between them level by level ([`query::jsonata::Remote`],
//! [`query::jsonata::Served`]). A native program has the engine in it.
//!
//! # Vocabulary
//!
//! | word | means only |
//! |---|---|
//! | State | an ASL state (`Task`, `Choice`, …); the app's own state is the Workbench, a run's is its Status |
//! | Document | ASL JSON text and its tree |
//! | Command | a change to the document ([`edit::Command`]) |
//! | Action | anything a person or the clock asks of the studio ([`studio::Action`]) |
//! | Input, Effect | what enters and leaves one step of the interpreter |
//! | History | the execution history as AWS records it ([`sim::HistoryEvent`]); undo has the `UndoStack` |
//! | Journal | the ordered outside inputs that reproduce a run |
//! | Redrive | letting an execution that ended badly go on from where it stopped, as AWS does |
//! | Transition | a way from state to state (`Next`, `Default`, a rule, a catcher) |
//! | Scope | one flow of states: the machine, a branch, an item processor |
//! | Moment | what a view shows of a run: the history up to the chosen event |
//! | Scene | where everything stands on the canvas |
//! | Pointer | an RFC 6901 JSON Pointer |
//!
//! # Where do I add …
//!
//! A lint rule, a field, a service, a panel and a command: `CONTRIBUTING.md` goes with you from the first line to the last
//! test. And:
//!
//! * **an action**: a variant of its part in `studio/reduce/<part>.rs`, its arm in that part's `reduce` and its place in
//!   `handling`: whether it is saved, whether it ends typing, what it needs worked out.
//! * **an intrinsic function**: a row in `query::INTRINSICS`; its example is run as a test.
//! * **a key or a button of the page**: a row in [`studio::catalogue`]; the sheet of shortcuts and the readme follow.
//! * **a palette entry or an example**: a row in [`studio::commands`].
//! * **what a mock can answer**: [`sim::Answer`], and its arm in the world; nothing in the interpreter.

#![allow(rustdoc::private_intra_doc_links, reason = "the walks go through functions that are no part of the interface")]

pub mod asl;
pub mod edit;
pub mod interop;
pub mod json;
pub mod layout;
pub mod lint;
pub mod query;
pub mod sim;
pub mod sort;
mod sorted_map;
mod sorted_set;
pub mod studio;

#[cfg(feature = "studio")]
pub mod platform;
#[cfg(feature = "studio")]
pub mod ui;
