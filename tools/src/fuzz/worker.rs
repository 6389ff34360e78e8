//! One worker: case after case, a line before and a line after each.
//!
//! `begin 7`, then `end 7 <kind> <ending> <ms> <bytes>` or `fail 7 <kind> <why>`; `hang 7` when it has to be ended.

use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use stepwright::json::Value;

use super::case::{self, Kind};
use super::{Case, Order, corpus, memory};

/// Which cases a worker does.
#[derive(Clone, Copy)]
pub(crate) struct Share {
    /// The first.
    pub(crate) first: u64,
    /// From each to the next.
    pub(crate) step: u64,
}

/// Names the share of a worker in its environment.
pub(crate) const SHARE: &str = "FUZZ_SHARE";

/// The stack of the page, as `scripts/env.sh` sets it.
const STACK_BYTES: usize = 4 << 20;

/// After this long a case hangs.
const HANG: Duration = Duration::from_mins(5);

impl Share {
    /// This process's own share; none in the process that supervises.
    pub(crate) fn read() -> Option<Share> {
        let text = std::env::var(SHARE).ok()?;
        let (first, step) = text.split_once('/')?;
        Some(Share { first: first.parse().ok()?, step: step.parse().ok()? })
    }
}

/// The first words of the last panic, and where it was.
static PANIC: Mutex<String> = Mutex::new(String::new());

/// The case under way, and when it began, in milliseconds since the worker did.
static CASE: AtomicU64 = AtomicU64::new(0);
static SINCE: AtomicU64 = AtomicU64::new(u64::MAX);

/// How long the processor has worked on this thread, where the system says so; otherwise how much time has passed.
struct Clock {
    worked: Option<u64>,
    passed: Instant,
}

impl Clock {
    fn start() -> Clock {
        Clock { worked: worked_ms(), passed: now() }
    }

    fn ms(&self) -> u64 {
        match (self.worked, worked_ms()) {
            (Some(before), Some(after)) => after - before,
            _ => self.passed.elapsed().as_millis() as u64,
        }
    }
}

/// The first number of Linux's `schedstat`: nanoseconds on a processor.
fn worked_ms() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let worked: u64 = text.split(' ').next()?.parse().ok()?;
    Some(worked / 1_000_000)
}

/// Does a share of the cases.
pub(crate) fn work(order: &Order, share: Share) -> ExitCode {
    std::panic::set_hook(Box::new(|info| {
        let text = info.to_string().replace('\n', " ");
        if let Ok(mut panic) = PANIC.lock() {
            *panic = text.chars().take(600).collect();
        }
    }));
    let begun = now();
    std::thread::spawn(move || watch(begun));
    let order = order.clone();
    let worker = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || cases(&order, share, begun));
    match worker.map(std::thread::JoinHandle::join) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

fn cases(order: &Order, share: Share, begun: Instant) {
    let corpus = order.corpus.as_deref().map(corpus::texts).unwrap_or_default();
    let mut number = share.first;
    while number < order.cases {
        say(&format!("begin {number}"));
        CASE.store(number, Relaxed);
        SINCE.store(begun.elapsed().as_millis() as u64, Relaxed);
        let before = memory::begin();
        let start = Clock::start();
        let done = catch_unwind(AssertUnwindSafe(|| {
            let (kind, case) = case::make(order.seed, number, &corpus);
            (kind, catch_unwind(AssertUnwindSafe(|| case.check())).map_err(|_| case))
        }));
        let (ms, bytes) = (start.ms(), memory::most().saturating_sub(before));
        SINCE.store(u64::MAX, Relaxed);
        match done {
            Ok((kind, Ok(ending))) => say(&format!("end {number} {} {} {ms} {bytes}", kind.word(), ending.0)),
            Ok((kind, Err(case))) => {
                let why = PANIC.lock().map(|panic| panic.clone()).unwrap_or_default();
                say(&format!("fail {number} {} {why}", kind.word()));
                keep(order, number, &case, &why);
            }
            Err(_) => say(&format!("fail {number} {} while it was made", Kind::Generated.word())),
        }
        number += share.step;
    }
}

/// Ends the process when a case takes too long.
fn watch(begun: Instant) {
    loop {
        std::thread::sleep(Duration::from_secs(1));
        let since = SINCE.load(Relaxed);
        let now = begun.elapsed().as_millis() as u64;
        if since != u64::MAX && now.saturating_sub(since) > HANG.as_millis() as u64 {
            say(&format!("hang {}", CASE.load(Relaxed)));
            std::process::abort();
        }
    }
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // A supervisor that has gone away needs no answer.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Writes a case where it can be looked at.
pub(crate) fn keep(order: &Order, number: u64, case: &Case, why: &str) {
    let Some(folder) = &order.failures else { return };
    let file = folder.join(format!("{}-{number}.json", order.seed));
    let kept = case.to_json().with_member("why", why.into()).to_pretty();
    if let Err(error) = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&file, kept)) {
        println!("cannot write {}: {error}", file.display());
    }
}

/// One case alone, by its number or its file, with its text, as it happens.
pub(crate) fn one(order: &Order, case: &str) -> ExitCode {
    let case = if let Ok(number) = case.parse() {
        let corpus = order.corpus.as_deref().map(corpus::texts).unwrap_or_default();
        let (_, case) = case::make(order.seed, number, &corpus);
        keep(order, number, &case, "asked for");
        case
    } else {
        let Ok(Ok(kept)) = std::fs::read_to_string(case).map(|text| Value::parse(&text)) else {
            println!("no number and no file with a case: {case}");
            return ExitCode::from(2);
        };
        Case::from_json(&kept)
    };
    println!("{}", case.to_json().to_pretty());
    let before = memory::begin();
    let start = Clock::start();
    let ending = case.check();
    let bytes = memory::most().saturating_sub(before);
    println!("{} after {} ms with {bytes} bytes at most", ending.0, start.ms());
    ExitCode::SUCCESS
}

#[expect(clippy::disallowed_methods, reason = "a case's time is measured")]
pub(crate) fn now() -> Instant {
    Instant::now()
}
