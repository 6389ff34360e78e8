//! Layout: what it must hold for any graph, and how small ones look.
//!
//! `LAYOUT_SVG=1 cargo test --no-default-features --test layout` writes every drawn example to `target/layout/`.

#![allow(clippy::unwrap_used, reason = "a helper that fails is a test that fails")]
#![allow(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]
#![allow(clippy::too_many_lines, reason = "one list of everything that must hold")]

use std::collections::BTreeSet;
use std::fmt::Write as _;

use expect_test::{Expect, expect};
use proptest::prelude::*;
use stepwright::layout::{
    Direction, Edge, EdgeKind, Face, Fork, ForkPart, Graph, Lane, MAX_DEPTH, Node, Options, Placement, Point, Rect,
    fit, place, text_width,
};

/// A graph with names, written one line an edge.
#[derive(Default)]
struct Machine {
    names: Vec<String>,
    graph: Graph,
}

impl Machine {
    /// Each line is a node (`A`, `!A` fails, `A{` … `}` is a box, `|` begins its next lane) or an edge: `A > B` next,
    /// `A ? B` rule, `A : B` default, `A ~ B` catch, with `= text` for a chip. Nodes of a lane come before its edges;
    /// the first node of a lane is its start.
    fn read(text: &str) -> Machine {
        let mut machine = Machine::default();
        machine.graph.lanes.push(Lane::default());
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut lane = 0;
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (rest, chip) = line.split_once(" = ").map_or((line, None), |(rest, chip)| (rest, Some(chip)));
            let words: Vec<&str> = rest.split(' ').collect();
            match words[..] {
                ["}"] => lane = open.pop().unwrap().1,
                ["|"] => lane = machine.lane(open.last().unwrap().0),
                [name] => {
                    let (name, boxed) = name.strip_suffix('{').map_or((name, false), |name| (name, true));
                    let node = machine.node(name, lane);
                    if boxed {
                        open.push((node, lane));
                        lane = machine.lane(node);
                    }
                }
                [from, sign, to] => {
                    let kind = match sign {
                        ">" => EdgeKind::Next,
                        "?" => EdgeKind::Branch,
                        ":" => EdgeKind::Default,
                        "~" => EdgeKind::Catch,
                        _ => panic!("no such edge: {line}"),
                    };
                    let label = chip.map(|chip| (text_width(chip, 105, Face::Mono) + 16, 18));
                    let (from, to) = (machine.find(from), machine.find(to));
                    machine.graph.edges.push(Edge { from, to, kind, label });
                }
                _ => panic!("cannot read: {line}"),
            }
        }
        machine
    }

    fn lane(&mut self, owner: usize) -> usize {
        self.graph.lanes.push(Lane { owner: Some(owner), start: None });
        self.graph.lanes.len() - 1
    }

    fn node(&mut self, name: &str, lane: usize) -> usize {
        let (name, fails) = name.strip_prefix('!').map_or((name, false), |name| (name, true));
        let node = self.graph.nodes.len();
        self.names.push(name.to_owned());
        self.graph.nodes.push(Node { lane, width: 192, height: 40, min_box: (0, 0), fails });
        self.graph.lanes[lane].start.get_or_insert(node);
        node
    }

    fn find(&self, name: &str) -> usize {
        self.names.iter().position(|other| other == name).unwrap_or_else(|| panic!("no node {name}"))
    }
}

const ORDER: &str = "
    ValidateOrder
    CheckValidation
    ProcessOrderParallel{
        ReserveInventory
        |
        WaitForApproval
        ProcessPayment
        WaitForApproval > ProcessPayment
    }
    ShipOrder
    NotifyCustomer
    OrderComplete
    !OrderInvalid
    !OrderFailed
    CompensateOrder
    ShippingFailed
    ValidateOrder > CheckValidation
    ValidateOrder ~ OrderFailed = States.ALL
    CheckValidation ? ProcessOrderParallel = $.validation.isValid = true
    CheckValidation : OrderInvalid = default
    ProcessOrderParallel > ShipOrder
    ProcessOrderParallel ~ CompensateOrder = States.ALL
    ShipOrder > NotifyCustomer
    ShipOrder ~ ShippingFailed = States.ALL
    NotifyCustomer > OrderComplete
    CompensateOrder > OrderFailed
    ShippingFailed > OrderFailed
";

fn svg(machine: &Machine, placed: &Placement) -> String {
    let (width, height) = placed.size;
    let mut out = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' font-family='sans-serif' font-size='12.5'>\
         <defs><marker id='a' viewBox='0 0 8 8' refX='8' refY='4' markerWidth='8' markerHeight='8' markerUnits='userSpaceOnUse' orient='auto'>\
         <path d='M0 0L8 4L0 8z' fill='#777'/></marker></defs><rect width='{width}' height='{height}' fill='#f8f9fa'/>"
    );
    let owners: BTreeSet<usize> = machine.graph.lanes.iter().filter_map(|lane| lane.owner).collect();
    for (index, rect) in placed.nodes.iter().enumerate() {
        let boxed = owners.contains(&index) && rect.height > 40;
        let Rect { x, y, width, height } = *rect;
        let fill = if boxed { "#eef4fd" } else { "#fff" };
        let _ =
            write!(out, "<rect x='{x}' y='{y}' width='{width}' height='{height}' rx='8' fill='{fill}' stroke='#889'/>");
        let at = if boxed { y + 18 } else { y + height / 2 + 4 };
        let _ =
            write!(out, "<text x='{}' y='{at}'>{}</text>", x + 12, machine.names.get(index).map_or("", |name| name));
    }
    let line =
        |points: &[Point]| points.iter().fold(String::new(), |line, point| format!("{line}{},{} ", point.x, point.y));
    for fork in &placed.forks {
        let _ = write!(out, "<polyline points='{}' fill='none' stroke='#777'/>", line(&fork.points));
    }
    for (edge, route) in machine.graph.edges.iter().zip(&placed.edges) {
        let (color, dash) = if edge.kind == EdgeKind::Catch { ("#b45309", "2 3") } else { ("#777", "none") };
        let _ = write!(
            out,
            "<polyline points='{}' fill='none' stroke='{color}' stroke-width='1.5' stroke-dasharray='{dash}' marker-end='url(#a)'/>",
            line(&route.points)
        );
    }
    for rect in placed.edges.iter().filter_map(|route| route.label) {
        let Rect { x, y, width, height } = rect;
        let _ =
            write!(out, "<rect x='{x}' y='{y}' width='{width}' height='{height}' rx='3' fill='#fff' stroke='#c90'/>");
    }
    let Point { x, y } = placed.start;
    let _ = write!(out, "<circle cx='{x}' cy='{y}' r='3'/></svg>");
    out
}

fn dump(name: &str, machine: &Machine, options: &Options) -> Placement {
    let placed = place(&machine.graph, options);
    if std::env::var_os("LAYOUT_SVG").is_some() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/layout");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.svg")), svg(machine, &placed)).unwrap();
    }
    placed
}

/// Everything a placement must hold. Returns how many routes run through a cell they do not belong to, of how many.
fn hold(graph: &Graph, options: &Options) -> Result<(usize, usize), String> {
    let placed = place(graph, options);
    if placed != place(graph, options) {
        return Err("a second run gave something else".into());
    }
    let shown: Vec<bool> = placed.nodes.iter().map(|rect| rect.width > 0).collect();
    let page = Rect { x: 0, y: 0, width: placed.size.0, height: placed.size.1 };
    for (index, (node, rect)) in graph.nodes.iter().zip(&placed.nodes).enumerate() {
        if !shown[index] {
            continue;
        }
        let lane = placed.lanes[node.lane];
        if !lane.contains(rect) || !page.contains(rect) {
            return Err(format!("node {index} {rect:?} leaves its lane {lane:?}"));
        }
        if let Some(owner) = graph.lanes[node.lane].owner
            && !placed.nodes[owner].contains(&lane)
        {
            return Err(format!("lane {lane:?} leaves its box {:?}", placed.nodes[owner]));
        }
        for (other, sibling) in graph.nodes.iter().zip(&placed.nodes).enumerate().skip(index + 1) {
            if sibling.0.lane == node.lane && rect.overlaps(sibling.1) {
                return Err(format!("nodes {index} {rect:?} and {other} {:?} overlap", sibling.1));
            }
        }
    }
    let mut through = 0;
    let mut count = 0;
    let mut chips: Vec<(usize, Rect)> = Vec::new();
    for (index, (edge, route)) in graph.edges.iter().zip(&placed.edges).enumerate() {
        let lane = |node: usize| graph.nodes.get(node).map(|node| node.lane);
        if lane(edge.from).is_none() || lane(edge.from) != lane(edge.to) || !shown[edge.from] {
            if !route.points.is_empty() {
                return Err(format!("edge {index} joins nothing and has a route"));
            }
            continue;
        }
        line(&route.points).map_err(|what| format!("edge {index}: {what}"))?;
        let (first, last) = (route.points[0], route.points[route.points.len() - 1]);
        if !on_border(&placed.nodes[edge.from], first) || !on_border(&placed.nodes[edge.to], last) {
            return Err(format!("edge {index} {edge:?} does not join its nodes: {:?}", route.points));
        }
        if route.points.iter().any(|point| !page.contains(&Rect { x: point.x, y: point.y, width: 0, height: 0 })) {
            return Err(format!("edge {index} leaves the page: {:?}", route.points));
        }
        let lane = graph.nodes[edge.from].lane;
        let siblings = || (0..graph.nodes.len()).filter(move |&node| graph.nodes[node].lane == lane);
        count += 1;
        let crossed = |node: usize| route.points.windows(2).any(|pair| crosses(&placed.nodes[node], pair[0], pair[1]));
        through += usize::from(siblings().any(crossed));
        if edge.label.is_some() != route.label.is_some() {
            return Err(format!("edge {index} lost its chip"));
        }
        if let Some(chip) = route.label {
            if let Some(node) = siblings().find(|&node| placed.nodes[node].overlaps(&chip)) {
                return Err(format!(
                    "the chip of edge {index} {edge:?} {chip:?} lies on node {node} {:?}",
                    placed.nodes[node]
                ));
            }
            if let Some(other) = chips.iter().find(|other| other.1.overlaps(&chip)) {
                let (one, two) = (&placed.edges[other.0], route);
                return Err(format!("the chips of {:?} and {edge:?} overlap: {one:?} {two:?}", graph.edges[other.0]));
            }
            if !page.contains(&chip) {
                return Err(format!("the chip of edge {index} {edge:?} leaves the page"));
            }
            chips.push((index, chip));
        }
    }
    for fork in &placed.forks {
        line(&fork.points).map_err(|what| format!("{:?} of box {}: {what}", fork.part, fork.owner))?;
    }
    Ok((through, count))
}

fn line(points: &[Point]) -> Result<(), String> {
    if points.len() < 2 {
        return Err(format!("no line: {points:?}"));
    }
    match points.windows(2).find(|pair| (pair[0].x == pair[1].x) == (pair[0].y == pair[1].y)) {
        Some(pair) => Err(format!("{pair:?} is aslant")),
        None => Ok(()),
    }
}

fn on_border(rect: &Rect, point: Point) -> bool {
    let across = rect.x <= point.x && point.x <= rect.right();
    let along = rect.y <= point.y && point.y <= rect.bottom();
    across && along && (point.x == rect.x || point.x == rect.right() || point.y == rect.y || point.y == rect.bottom())
}

fn crosses(rect: &Rect, a: Point, b: Point) -> bool {
    a.x.min(b.x) < rect.right() && rect.x < a.x.max(b.x) && a.y == b.y && rect.y < a.y && a.y < rect.bottom()
        || a.y.min(b.y) < rect.bottom() && rect.y < a.y.max(b.y) && a.x == b.x && rect.x < a.x && a.x < rect.right()
}

fn edge_kind() -> impl Strategy<Value = EdgeKind> {
    prop_oneof![
        4 => Just(EdgeKind::Next),
        3 => Just(EdgeKind::Branch),
        1 => Just(EdgeKind::Default),
        2 => Just(EdgeKind::Catch)
    ]
}

prop_compose! {
    /// Any graph: lanes in lanes, edges anywhere, some of them broken.
    fn any_graph()(nodes in 0..30_usize, lanes in 1..5_usize)(
        nodes in prop::collection::vec((0..lanes, 1..300, 1..80, prop::bool::weighted(0.1)), nodes),
        owners in prop::collection::vec((0..nodes + 2, prop::option::weighted(0.9, 0..nodes + 1)), lanes),
        edges in prop::collection::vec(
            (0..nodes + 1, 0..nodes + 1, edge_kind(), prop::option::weighted(0.4, (1..160, 1..22)), prop::bool::weighted(0.9)),
            0..3 * nodes + 1,
        ),
    ) -> Graph {
        // Most edges stay in their lane, and most starts name a node of theirs.
        let of_lane = |lane: usize| (0..nodes.len()).filter(|&node| nodes[node].0 == lane).collect::<Vec<usize>>();
        let near = |lane: usize, at: usize| Some(of_lane(lane)).filter(|of| !of.is_empty()).map_or(at, |of| of[at % of.len()]);
        let edges: Vec<_> = (edges.into_iter())
            .map(|(from, to, kind, label, stays)| {
                (from, if stays && from < nodes.len() { near(nodes[from].0, to) } else { to }, kind, label)
            })
            .collect();
        let owners: Vec<_> = (owners.into_iter().enumerate())
            .map(|(lane, (owner, start))| (owner, start.map(|start| if start % 5 > 0 { near(lane, start) } else { start })))
            .collect();
        let node = |(lane, width, height, fails)| Node { lane, width, height, fails, min_box: (0, 0) };
        let lane = |(at, (owner, start)): (usize, (usize, Option<usize>))| Lane { owner: (at > 0).then_some(owner), start };
        Graph {
            nodes: nodes.into_iter().map(node).collect(),
            edges: edges.into_iter().map(|(from, to, kind, label)| Edge { from, to, kind, label }).collect(),
            lanes: owners.into_iter().enumerate().map(lane).collect(),
        }
    }
}

prop_compose! {
    /// A machine as people write them: mostly onward, some jumps, states of two sizes.
    fn usual_graph()(nodes in 2..40_usize)(
        kinds in prop::collection::vec((0..6_u8, 1..4_usize, 0..nodes, any::<bool>()), nodes),
    ) -> Graph {
        let count = kinds.len();
        let mut graph = Graph { lanes: vec![Lane { owner: None, start: Some(0) }], ..Graph::default() };
        for (from, (what, step, jump, chip)) in kinds.into_iter().enumerate() {
            let label = |on: bool| on.then_some((90, 18));
            let mut edge = |to: usize, kind, label| {
                if to < count { graph.edges.push(Edge { from, to, kind, label }); }
            };
            match what {
                0 => {
                    edge(from + 1, EdgeKind::Branch, label(true));
                    edge(from + 1 + step, EdgeKind::Branch, label(chip));
                    edge(jump, EdgeKind::Default, label(true));
                }
                1 => { edge(from + 1, EdgeKind::Next, None); edge(jump, EdgeKind::Catch, label(chip)); }
                2 => edge(from + step, EdgeKind::Next, None),
                _ => edge(from + 1, EdgeKind::Next, None),
            }
            let fails = graph.edges.last().is_none_or(|edge| edge.from != from);
            graph.nodes.push(Node { lane: 0, width: 192, height: if chip { 40 } else { 56 }, fails, min_box: (0, 0) });
        }
        graph
    }
}

fn turned(direction: Direction) -> Options {
    Options { direction, ..Options::default() }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_graph_holds(graph in any_graph(), right in any::<bool>()) {
        let direction = if right { Direction::Right } else { Direction::Down };
        prop_assert_eq!(hold(&graph, &turned(direction)).err(), None);
    }

    #[test]
    fn a_usual_graph_holds(graph in usual_graph(), right in any::<bool>()) {
        let direction = if right { Direction::Right } else { Direction::Down };
        prop_assert_eq!(hold(&graph, &turned(direction)).err(), None);
    }
}

/// The share of routes through a cell they do not belong to, printed with `--nocapture`.
#[test]
fn few_routes_run_through_cells() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut rate = |name: &str, strategy: BoxedStrategy<Graph>| {
        let (mut through, mut count) = (0, 0);
        for _ in 0..400 {
            let graph = strategy.new_tree(&mut runner).unwrap().current();
            let held = hold(&graph, &Options::default()).unwrap();
            (through, count) = (through + held.0, count + held.1);
        }
        println!("{name}: {through} of {count} routes run through a cell");
        (through, count)
    };
    let usual = rate("usual", usual_graph().boxed());
    let any = rate("any", any_graph().boxed());
    assert_eq!(usual.0 + any.0, 0);
}

/// One character is so wide and so high.
const CHARACTER: (i32, i32) = (8, 12);

/// The placement in characters: boxes, lines with a head at their end, chips in brackets.
fn ascii(machine: &Machine, placed: &Placement) -> String {
    let at = |point: Point| ((point.x / CHARACTER.0) as usize, (point.y / CHARACTER.1) as usize);
    let (columns, rows) = at(Point { x: placed.size.0, y: placed.size.1 });
    let mut page = vec![vec![' '; columns + 1]; rows + 1];
    let mut lines: Vec<(&[Point], bool)> = placed.forks.iter().map(|fork| (&fork.points[..], false)).collect();
    lines.extend(placed.edges.iter().map(|route| (&route.points[..], true)));
    let corners = |rect: &Rect| (at(Point { x: rect.x, y: rect.y }), at(Point { x: rect.right(), y: rect.bottom() }));
    for rect in &placed.nodes {
        let ((left, top), (right, bottom)) = corners(rect);
        page[top][left..=right].fill('─');
        page[bottom][left..=right].fill('─');
        for row in &mut page[top..=bottom] {
            (row[left], row[right]) = ('│', '│');
        }
        (page[top][left], page[top][right], page[bottom][left], page[bottom][right]) = ('┌', '┐', '└', '┘');
    }
    for (points, _) in &lines {
        for pair in points.windows(2) {
            let (from, to) = (at(pair[0]), at(pair[1]));
            for row in &mut page[from.1.min(to.1)..=from.1.max(to.1)] {
                for cell in &mut row[from.0.min(to.0)..=from.0.max(to.0)] {
                    let line = if pair[0].x == pair[1].x { '╎' } else { '╌' };
                    *cell = if matches!(*cell, ' ' | '╎' | '╌') && (*cell == ' ' || *cell == line) {
                        line
                    } else {
                        '+'
                    };
                }
            }
        }
    }
    for (points, head) in lines {
        if let (true, [.., before, end]) = (head, points) {
            let (x, y) = at(*end);
            page[y][x] = match (end.x - before.x, end.y - before.y) {
                (0, down) => {
                    if down > 0 {
                        'v'
                    } else {
                        '^'
                    }
                }
                (right, _) => {
                    if right > 0 {
                        '>'
                    } else {
                        '<'
                    }
                }
            };
        }
    }
    for rect in placed.edges.iter().filter_map(|route| route.label) {
        let ((left, _), (right, _)) = corners(&rect);
        let row = ((rect.y + rect.height / 2) / CHARACTER.1) as usize;
        page[row][left..=right].fill('·');
        (page[row][left], page[row][right]) = ('[', ']');
    }
    for (name, rect) in machine.names.iter().zip(&placed.nodes) {
        let ((left, top), (_, bottom)) = corners(rect);
        let row = if bottom - top > 3 { top + 1 } else { usize::midpoint(top, bottom) };
        for (offset, char) in name.chars().enumerate() {
            page[row][left + 2 + offset] = char;
        }
    }
    let rows: Vec<String> = page.iter().map(|row| row.iter().collect::<String>().trim_end().to_owned()).collect();
    let rows: Vec<&str> = rows.iter().skip_while(|row| row.is_empty()).map(String::as_str).collect();
    let margin = rows.iter().filter(|row| !row.is_empty()).map(|row| row.len() - row.trim_start().len()).min();
    let rows: Vec<&str> = rows.iter().map(|row| row.get(margin.unwrap_or(0)..).unwrap_or_default()).collect();
    rows.join("\n").trim_end().to_owned() + "\n"
}

/// Draws small states, so that pictures stay small.
#[track_caller]
fn check(name: &str, text: &str, picture: Expect) {
    let mut machine = Machine::read(text);
    dump(name, &machine, &Options::default());
    dump(&format!("{name}-right"), &machine, &turned(Direction::Right));
    for node in &mut machine.graph.nodes {
        (node.width, node.height) = (if text == ORDER { 192 } else { 96 }, 24);
    }
    let placed = place(&machine.graph, &Options::default());
    assert_eq!(hold(&machine.graph, &Options::default()).map(|held| held.0), Ok(0));
    assert_eq!(hold(&machine.graph, &turned(Direction::Right)).map(|held| held.0), Ok(0));
    picture.assert_eq(&ascii(&machine, &placed));
}

#[test]
fn the_order_workflow() {
    check(
        "order",
        ORDER,
        expect![[r#"
                            ┌───────────────────────┐
                            │ ValidateOrder         +╌╌╌╌╌╌╌╌╌[·········]╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌+
                            └───────────+───────────┘                                                         ╎
                                        ╎                                                                     ╎
                            ┌───────────v───────────┐                            ┌───────────────────────┐    ╎
                            │ CheckValidation       +╌╌╌╌╌╌╌╌╌╌[·······]╌╌╌╌╌╌╌╌╌> OrderInvalid          │    ╎
                            └───────────+───────────┘                            └───────────────────────┘    ╎
                                        ╎                                                                     ╎
                             [······················]                                                         ╎
             ┌──────────────────────────v───────────────────────────┐                                         ╎
             │ ProcessOrderParallel                                 │                                         ╎
             │                                                      │                                         ╎
             │                          ╎                           │                                         ╎
             │             +╌╌╌╌╌╌╌╌╌╌╌╌+╌╌╌╌╌╌╌╌╌╌╌╌╌+             │                                         ╎
             │ ┌───────────+───────────┐  ┌───────────+───────────┐ │            ┌───────────────────────┐    ╎
             │ │ ReserveInventory      │  │ WaitForApproval       │ +[·········]╌> CompensateOrder       +╌+  ╎
             │ └───────────+───────────┘  └───────────+───────────┘ │            └───────────────────────┘ ╎  ╎
             │             ╎                          ╎             │                                      ╎  ╎
             │             ╎              ┌───────────v───────────┐ │                                      ╎  ╎
             │             ╎              │ ProcessPayment        │ │                                      ╎  ╎
             │             ╎              └───────────+───────────┘ │                                      ╎  ╎
             │             +╌╌╌╌╌╌╌╌╌╌╌╌+╌╌╌╌╌╌╌╌╌╌╌╌╌+             │                                      ╎  ╎
             └──────────────────────────+───────────────────────────┘                                      ╎  ╎
                                        ╎                                                                  ╎  ╎
                            ┌───────────v───────────┐                            ┌───────────────────────┐ ╎  ╎
                            │ ShipOrder             +╌╌╌╌╌╌╌╌╌[·········]╌╌╌╌╌╌╌╌> ShippingFailed        │ ╎  ╎
                            └───────────+───────────┘                            └───────────+───────────┘ ╎  ╎
                                        ╎                                                    ╎             ╎  ╎
                            ┌───────────v───────────┐                            ┌───────────v───────────<╌+  ╎
                            │ NotifyCustomer        │                            │ OrderFailed           <╌╌╌╌+
                            └───────────+───────────┘                            └───────────────────────┘
                                        ╎
                            ┌───────────v───────────┐
                            │ OrderComplete         │
                            └───────────────────────┘
        "#]],
    );
}

#[test]
fn states_in_a_row() {
    check(
        "row",
        "A\nB\nC\nA > B\nB > C",
        expect![[r#"
             ┌───────────┐
             │ A         │
             └─────+─────┘
                   ╎
             ┌─────v─────┐
             │ B         │
             └─────+─────┘
                   ╎
             ┌─────v─────┐
             │ C         │
             └───────────┘
        "#]],
    );
}

#[test]
fn a_choice_goes_on_and_its_default_fails_aside() {
    let text = "
        Check
        Work
        Done
        !Bad
        Check ? Work = ok
        Check : Bad = default
        Work > Done
        Work ~ Bad
    ";
    check(
        "aside",
        text,
        expect![[r#"
             ┌───────────┐
             │ Check     +╌[······]╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌+
             └─────+─────┘                        ╎
                   ╎                              ╎
                 [···]                            ╎
             ┌─────v─────┐          ┌───────────┐ ╎
             │ Work      +╌╌╌╌╌╌╌╌╌╌> Bad       <╌+
             └─────+─────┘          └───────────┘
                   ╎
             ┌─────v─────┐
             │ Done      │
             └───────────┘
        "#]],
    );
}

#[test]
fn three_rules_and_a_default_meet_again() {
    let text = "
        Route
        One
        Two
        Three
        Long
        Join
        Route ? One = 1
        Route ? Two = 2
        Route ? Three = 3
        Route : Join = default
        One > Join
        Two > Long
        Long > Join
        Three > Join
    ";
    check(
        "rules",
        text,
        expect![[r#"
                            ┌───────────┐
                            │ Route     │
                            └─────+─────┘
                   +╌╌╌╌╌╌╌╌╌╌╌╌╌╌+╌╌╌╌╌╌╌╌╌╌╌╌╌+╌╌╌╌╌╌╌╌╌╌╌╌+
                   ╎              ╎             ╎            ╎
                  [··]          [··]           [··]      [·······]
             ┌─────v─────┐  ┌─────v─────┐ ┌─────v─────┐      ╎
             │ One       │  │ Two       │ │ Three     │      ╎
             └─────+─────┘  └─────+─────┘ └─────+─────┘      ╎
                   ╎              ╎             ╎            ╎
                   ╎        ┌─────v─────┐       ╎            ╎
                   ╎        │ Long      │       ╎            ╎
                   ╎        └─────+─────┘       ╎            ╎
                   +╌╌╌╌╌╌╌╌╌╌╌╌╌╌+╌╌╌╌╌╌╌╌╌╌╌╌╌+╌╌╌╌╌╌╌╌╌╌╌╌+
                            ┌─────v─────┐
                            │ Join      │
                            └───────────┘
        "#]],
    );
}

#[test]
fn catches_run_right_of_everything() {
    let text = "
        A
        B
        C
        Repair
        Tell
        !Stop
        A > B
        B > C
        A ~ Stop = States.ALL
        B ~ Repair = Timeout
        B ~ Stop = States.ALL
        C ~ Tell = States.ALL
        Repair > C
        Tell > Stop
    ";
    check(
        "catches",
        text,
        expect![[r#"
              ┌───────────┐
              │ A         +╌[·········]╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌+
              └─────+─────┘                              ╎
                    ╎                                    ╎
              ┌─────v─────┐                ┌───────────┐ ╎
              │ B         +╌╌╌[·······]╌╌╌╌> Repair    │ ╎
              └─────+─────++             +╌+───────────┘ ╎
                    ╎      +╌[·········]╌+╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌+
                    ╎                    ╎               ╎
              ┌─────v─────<╌╌╌╌╌╌╌╌╌╌╌╌╌╌+ ┌───────────┐ ╎
              │ C         +╌[·········]╌╌╌╌> Tell      │ ╎
              └───────────┘                └─────+─────┘ ╎
                                                 ╎       ╎
                                           ┌─────v─────┐ ╎
                                           │ Stop      <╌+
                                           └───────────┘
        "#]],
    );
}

#[test]
fn a_map_in_a_parallel() {
    let text = "
        Both{
            Load
            Each{
                Item
                Save
                Item > Save
            }
            Load > Each
            |
            Mail
        }
        End
        Both > End
    ";
    check(
        "nested",
        text,
        expect![[r#"
             ┌──────────────────────────────────┐
             │ Both                             │
             │                                  │
             │         +╌╌╌╌╌╌+╌╌╌╌╌╌╌╌╌+       │
             │   ┌─────+─────┐    ┌─────+─────┐ │
             │   │ Load      │    │ Mail      │ │
             │   └─────+─────┘    └─────+─────┘ │
             │         ╎                ╎       │
             │ ┌───────v───────┐        ╎       │
             │ │ Each          │        ╎       │
             │ │               │        ╎       │
             │ │       ╎       │        ╎       │
             │ │       ╎       │        ╎       │
             │ │ ┌─────+─────┐ │        ╎       │
             │ │ │ Item      │ │        ╎       │
             │ │ └─────+─────┘ │        ╎       │
             │ │       ╎       │        ╎       │
             │ │ ┌─────v─────┐ │        ╎       │
             │ │ │ Save      │ │        ╎       │
             │ │ └─────+─────┘ │        ╎       │
             │ │       ╎       │        ╎       │
             │ └───────+───────┘        ╎       │
             │         +╌╌╌╌╌╌+╌╌╌╌╌╌╌╌╌+       │
             └────────────────+─────────────────┘
                              ╎
                        ┌─────v─────┐
                        │ End       │
                        └───────────┘
        "#]],
    );
}

#[test]
fn a_loop_goes_round_the_left() {
    let text = "
        Begin
        Wait
        Ask
        Ready
        Done
        !Bad
        Begin > Wait
        Wait > Ask
        Ask > Ready
        Ready ? Bad = failed
        Ready ? Done = ready
        Ready : Wait = default
    ";
    check(
        "loop",
        text,
        expect![[r#"
                         ┌───────────┐
                         │ Begin     │
                         └─────+─────┘
                               ╎
                         ┌─────v─────┐
             +╌╌╌╌╌╌╌╌╌╌╌> Wait      │
             ╎           └─────+─────┘
             ╎                 ╎
             ╎           ┌─────v─────┐
             ╎           │ Ask       │
             ╎           └─────+─────┘
             ╎                 ╎
             ╎           ┌─────v─────┐          ┌───────────┐
             +╌[·······]╌+ Ready     +╌╌[······]> Bad       │
                         └─────+─────┘          └───────────┘
                               ╎
                            [·····]
                         ┌─────v─────┐
                         │ Done      │
                         └───────────┘
        "#]],
    );
}

#[test]
fn what_nothing_leads_to_stands_by_itself() {
    let text = "
        A
        B
        Lost
        Found
        Late
        A > B
        Lost > Found
        Late > B
        Late > Lost
    ";
    check(
        "loose",
        text,
        expect![[r#"
             ┌───────────┐      ┌───────────┐
             │ A         │      │ Lost      <╌╌+
             └─────+─────┘      └─────+─────┘  ╎
                   ╎                  ╎        ╎
             ┌─────v─────┐      ┌─────v─────┐  ╎
             │ B         <╌+    │ Found     │  ╎
             └───────────┘ ╎    └───────────┘  ╎
                           ╎                   ╎
                           ╎    ┌───────────┐  ╎
                           +╌╌╌╌+ Late      +╌╌+
                                └───────────┘
        "#]],
    );
}

#[test]
fn loops_to_itself_and_rules_to_one_target() {
    let text = "
        Ask
        Go
        Ask ? Ask = again
        Ask ? Go = first
        Ask ? Go = second
        Ask ? Go = third
        Go ~ Go = Retry
    ";
    check(
        "twins",
        text,
        expect![[r#"
             ┌───────────+╌╌╌+
             │ Ask       │[·····]
             └────++─+───<╌╌╌+
                  ╎╎ ╎
                [·····]
                  ╎╎ ╎
                [·····]
                [·····]
                  ╎╎ ╎
             ┌────vv─v───+╌╌╌+
             │ Go        │[·····]
             └───────────<╌╌╌+
        "#]],
    );
}

#[test]
fn branches_that_never_meet() {
    let text = "
        Which
        Short
        Long
        More
        Last
        Which ? Short = small
        Which ? Long = large
        Long > More
        More > Last
    ";
    check(
        "apart",
        text,
        expect![[r#"
                            ┌───────────┐
                            │ Which     │
                            └─────+─────┘
                   +╌╌╌╌╌╌╌╌╌╌╌╌╌╌+
                   ╎              ╎
                [·····]        [·····]
             ┌─────v─────┐  ┌─────v─────┐
             │ Short     │  │ Long      │
             └───────────┘  └─────+─────┘
                                  ╎
                            ┌─────v─────┐
                            │ More      │
                            └─────+─────┘
                                  ╎
                            ┌─────v─────┐
                            │ Last      │
                            └───────────┘
        "#]],
    );
}

#[test]
fn nothing_and_one_state() {
    let placed = place(&Graph::default(), &Options::default());
    assert_eq!(placed.size, (24, 44));
    check(
        "one",
        "A",
        expect![[r#"
             ┌───────────┐
             │ A         │
             └───────────┘
        "#]],
    );
}

/// A machine of the kind people have in production; only held, and drawn to be looked at.
#[test]
fn a_large_workflow_holds() {
    let machine = Machine::read(BUSY);
    for (name, direction) in [("busy", Direction::Down), ("busy-right", Direction::Right)] {
        dump(name, &machine, &turned(direction));
        assert_eq!(hold(&machine.graph, &turned(direction)).map(|held| held.0), Ok(0));
    }
}

const BUSY: &str = "
    Receive
    Classify
    Invoice
    Contract
    Scan
    Ocr
    Quality
    Merge
    Enrich{
        Lookup
        Known
        Create
        Update
        !Denied
        Lookup > Known
        Known ? Update = $.exists
        Known ? Create = $.missing
        Known : Denied = default
        Update ~ Create = NotFound
        |
        Pages{
            Page
            Vision
            Enough
            Retry
            Store
            Page > Vision
            Vision > Enough
            Enough ? Store = $.score > 0.9
            Enough : Retry = default
            Retry > Page
            Vision ~ Retry = Throttled
        }
        |
        Audit
    }
    Submit
    Poll
    Status
    Approve
    Publish
    Notify
    Done
    HandleError
    Park
    !Rejected
    !Failed
    Receive > Classify
    Receive ~ HandleError = States.ALL
    Classify ? Invoice = invoice
    Classify ? Contract = contract
    Classify ? Scan = scan
    Classify : Rejected = default
    Invoice > Merge
    Contract > Merge
    Contract ~ HandleError = States.ALL
    Scan > Ocr
    Ocr > Quality
    Ocr ~ HandleError = States.ALL
    Quality ? Scan = blurred
    Quality : Merge = default
    Merge > Enrich
    Enrich > Submit
    Enrich ~ Park = Timeout
    Enrich ~ HandleError = States.ALL
    Submit > Poll
    Poll > Status
    Status ? Approve = SUCCEEDED
    Status ? Rejected = REJECTED
    Status : Poll = default
    Approve > Publish
    Approve ~ HandleError = States.Timeout
    Publish > Notify
    Publish ~ HandleError = States.ALL
    Notify > Done
    Notify ~ Done = States.ALL
    Park > Submit
    HandleError > Failed
";

/// Boxes deeper than the limit are closed, whatever the depth.
#[test]
fn deep_nests_end() {
    let depth = MAX_DEPTH + 10;
    let mut graph = Graph::default();
    for lane in 0..depth {
        graph.lanes.push(Lane { owner: lane.checked_sub(1), start: Some(lane) });
        graph.nodes.push(Node { lane, width: 192, height: 40, ..Node::default() });
    }
    let placed = place(&graph, &Options::default());
    let (open, closed) = placed.nodes.split_at(MAX_DEPTH + 1);
    assert!(open.windows(2).all(|pair| pair[0].contains(&pair[1])));
    assert_eq!((open[MAX_DEPTH].width, open[MAX_DEPTH].height), (192, 40));
    assert!(closed.iter().all(|rect| *rect == Rect::default()));
}

#[test]
fn every_lane_of_a_box_is_entered_and_left() {
    let machine = Machine::read(ORDER);
    let placed = place(&machine.graph, &Options::default());
    let owner = machine.find("ProcessOrderParallel");
    let (reserve, wait, pay) =
        (machine.find("ReserveInventory"), machine.find("WaitForApproval"), machine.find("ProcessPayment"));
    let parts: Vec<ForkPart> = placed.forks.iter().map(|fork| fork.part).collect();
    let left = |lane, node| ForkPart::Leave { lane, node };
    assert_eq!(parts, [ForkPart::Enter(1), left(1, reserve), ForkPart::Enter(2), left(2, pay), ForkPart::Foot]);
    let end = |fork: &Fork| fork.points[fork.points.len() - 1];
    assert!(placed.forks.iter().all(|fork| fork.owner == owner));
    assert!(on_border(&placed.nodes[reserve], end(&placed.forks[0])));
    assert!(on_border(&placed.nodes[wait], end(&placed.forks[2])));
    assert!(on_border(&placed.nodes[owner], end(&placed.forks[4])));
    assert_eq!(end(&placed.forks[1]), placed.forks[4].points[0]);
    assert_eq!(placed.start.x, placed.nodes[0].x + 96);
    assert_eq!(placed.start.y, placed.nodes[0].y - 24);
}

#[test]
fn texts_are_measured_by_a_table() {
    assert_eq!(text_width("", 125, Face::Sans), 0);
    assert_eq!(text_width("0000000000", 100, Face::Mono), 61);
    assert_eq!(text_width("iiii", 100, Face::Sans), 11);
    assert!(text_width("OrderComplete", 125, Face::Sans) < text_width("OrderCompletes", 125, Face::Sans));
    assert_eq!(text_width("注文", 100, Face::Sans), 20);
    assert_eq!(text_width("🚚", 100, Face::Mono), 13);
    assert_eq!(text_width("e\u{301}", 100, Face::Mono), text_width("e", 100, Face::Mono));
    assert_eq!(fit("ShipOrder", 200, 125, Face::Sans), "ShipOrder");
    assert_eq!(fit("handle-shipping-failure", 80, 110, Face::Sans), "handle-shippi…");
    assert_eq!(fit("handle-shipping-failure", 3, 110, Face::Sans), "");
    assert_eq!(fit("注文を検証する", 60, 125, Face::Sans), "注文を検…");
}

/// Blocks of a Choice with three rules, two tasks a rule, and a join, as in the benchmark against other libraries.
fn blocks(count: usize) -> Graph {
    let mut graph = Graph { lanes: vec![Lane { owner: None, start: Some(0) }], ..Graph::default() };
    let blocks = (count / 8).max(1);
    graph.nodes = vec![Node { lane: 0, width: 192, height: 40, ..Node::default() }; blocks * 8];
    let mut edge = |from, to, kind, label| graph.edges.push(Edge { from, to, kind, label });
    for block in 0..blocks {
        let (route, join) = (block * 8, block * 8 + 7);
        for rule in 0..3 {
            let prepare = route + 1 + 2 * rule;
            edge(route, prepare, EdgeKind::Branch, Some((90, 18)));
            edge(prepare, prepare + 1, EdgeKind::Next, None);
            edge(prepare + 1, join, EdgeKind::Next, None);
        }
        edge(route, join, EdgeKind::Default, Some((60, 18)));
        if block + 1 < blocks {
            edge(join, join + 1, EdgeKind::Next, None);
        }
    }
    graph
}

/// How often two edges without a common end cross.
fn crossings(graph: &Graph, placed: &Placement) -> usize {
    let segments: Vec<(usize, Point, Point)> = (placed.edges.iter().enumerate())
        .flat_map(|(index, route)| route.points.windows(2).map(move |pair| (index, pair[0], pair[1])))
        .collect();
    let mut count = 0;
    for (a, from, to) in segments.iter().filter(|(_, from, to)| from.y == to.y) {
        for (b, top, end) in segments.iter().filter(|(_, from, to)| from.x == to.x) {
            let (one, two) = (graph.edges[*a], graph.edges[*b]);
            let apart = one.from != two.from && one.to != two.to && one.from != two.to && one.to != two.from;
            let inside = |low: i32, at: i32, high: i32| low.min(high) < at && at < low.max(high);
            count += usize::from(apart && inside(from.x, top.x, to.x) && inside(top.y, from.y, end.y));
        }
    }
    count
}

/// Times, printed with `--nocapture` under the `native` profile. The bound here is for the slowest of builds.
#[test]
fn large_graphs_end_soon() {
    for count in [100, 1_000, 10_000] {
        let plain = blocks(count);
        let mut caught = plain.clone();
        caught.nodes.push(Node { lane: 0, width: 192, height: 40, fails: true, ..Node::default() });
        let handler = caught.nodes.len() - 1;
        for from in (1..handler).step_by(10) {
            caught.edges.push(Edge { from, to: handler, kind: EdgeKind::Catch, label: Some((80, 18)) });
        }
        let mut rings = plain.clone();
        for from in (1..plain.nodes.len()).step_by(3) {
            rings.edges.push(Edge { from, to: from / 2, kind: EdgeKind::Next, label: None });
        }
        // Every state goes on and jumps forward by some way, as no one would write it.
        let mut wild = Graph { edges: Vec::new(), ..plain.clone() };
        let mut seed: u64 = 1;
        for from in 0..plain.nodes.len() - 1 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let to = from + 1 + (seed >> 33) as usize % (plain.nodes.len() - from - 1);
            wild.edges.push(Edge { from, to: from + 1, kind: EdgeKind::Branch, label: None });
            wild.edges.push(Edge { from, to, kind: EdgeKind::Branch, label: None });
        }
        let mut star = Graph { edges: Vec::new(), ..plain.clone() };
        for to in 1..plain.nodes.len() {
            star.edges.push(Edge { from: 0, to, kind: EdgeKind::Branch, label: Some((90, 18)) });
        }
        let graphs = [("blocks", plain), ("caught", caught), ("rings", rings), ("wild", wild), ("star", star)];
        for (name, graph) in graphs {
            let mut best = u128::MAX;
            let mut placed = Placement::default();
            for _ in 0..if count > 1_000 { 2 } else { 10 } {
                let before = now();
                placed = place(&graph, &Options::default());
                best = best.min(before.elapsed().as_micros());
            }
            let crossings =
                (count <= 1_000 && ["blocks", "caught"].contains(&name)).then(|| crossings(&graph, &placed));
            println!("{name} {count}: {best} µs, {:?}, crossings {crossings:?}", placed.size);
            assert!(best < 20_000_000, "{name} {count} took {best} µs");
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "a test may look at the clock")]
fn now() -> std::time::Instant {
    std::time::Instant::now()
}
