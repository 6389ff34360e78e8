//! The views. Each shows a slice of the [`Store`] and forwards what people do as [`Action`]s.
//!
//! **Invariant:** the only writer of the workbench is [`Store::dispatch`].
//! Must never know: how an action is carried out.
//!
//! What Leptos compiles anew for every type and function was near a tenth of the page. So a computed value is a
//! `store::Memo`, an effect `store::effect`, a changing part of a view `store::live`, and a list `controls::Each`: each does
//! what Leptos' own does, with code that is there once.

#![expect(unreachable_pub, reason = "the component macro writes `pub` property types for private components too")]

mod app;
mod canvas;
mod code;
mod command;
mod controls;
mod dock;
mod draft;
mod drive;
mod drop;
mod fidelity;
mod inspector;
mod jsonata;
mod keep;
mod keys;
mod machines;
mod outline;
mod owner;
mod palette;
mod rest;
mod shell;
mod shortcuts;
mod status;
mod store;
mod topbar;

pub use app::{App, start};
pub use store::Store;

#[cfg(doc)]
use crate::studio::Action;
