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
//! | [`asl`] | what a document means: states, scopes, transitions, the table of fields | `json` |
//! | [`lint`] | what is wrong with it, one file a rule | `json`, `asl`, `query` |
//! | [`edit`] | what a person does to it, each a smallest text edit | `json`, `asl` |
//! | [`sim`] | how it runs: a pure step, a journal, a virtual world | `json`, `asl`, `query` |
//! | [`studio`] | the whole application as plain data and one `reduce` | all of these |
//! | `ui`, `platform` | Leptos views; browser calls. Only with the feature `studio` | `studio` |
//!
//! Every layer sorts, and keeps maps and sets in order, with [`sort`], of whose code the page holds little for each type.
//!
//! # Invariants
//!
//! * Text is the truth. A [`json::Document`] is a text with a tree that points into it; an edit is a [`json::TextEdit`];
//!   what it does not name does not change by a byte (`tests/roundtrip.rs`, `tests/edit.rs`).
//! * Parsing never fails, and nothing below `studio` does I/O, reads a clock or rolls dice.
//! * One step of the interpreter is a function of its arguments: the same program, setup and journal give the same
//!   history, natively and in a browser (`tests/determinism.rs`).
//! * One [`studio::Workbench`], one [`studio::reduce`]; everything else on the page is computed from it.
//! * Every loop, queue, depth and size has a named limit.
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
//! * **a lint rule**: `lint/rules/`, a row in `lint::RULES`, fixtures in `tests/fixtures/lint/<code>/`.
//! * **an edit**: a variant of [`edit::Command`] and its arm in `edit::plan`.
//! * **an intrinsic function**: a row in `query::INTRINSICS`; its example is run as a test.
//! * **a palette entry or an example**: a row in [`studio::commands`].
//! * **a panel**: a file in `ui/dock/` and a variant of [`studio::DockTab`].
//! * **what a mock can answer**: `sim/mock`, and nothing in the interpreter.

pub mod asl;
pub mod edit;
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
