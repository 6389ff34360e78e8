//! Two workers, what they say, and what is said of it at the end.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, ExitCode, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use stepwright::json::Value;

use super::case::{self, Kind};
use super::worker::{SHARE, keep, now};
use super::{Order, corpus};

/// How many processes work.
const WORKERS: u64 = 2;

/// How often a line says how far it is.
const NEWS: Duration = Duration::from_mins(1);

/// How many failures a line is printed for.
const SHOWN_MAX: usize = 40;

/// What came of the cases so far.
#[derive(Default)]
struct Sum {
    cases: u64,
    kinds: BTreeMap<Kind, i64>,
    endings: BTreeMap<String, i64>,
    failures: BTreeMap<&'static str, i64>,
    largest: u64,
    slowest: u64,
    shown: usize,
}

impl Sum {
    fn failed(&mut self, what: &'static str, number: u64, why: &str) {
        *self.failures.entry(what).or_default() += 1;
        self.shown += 1;
        if self.shown <= SHOWN_MAX {
            println!("{what} {number}: {why}");
        }
    }
}

/// Has the cases done and prints the result.
pub(crate) fn supervise(order: &Order) -> ExitCode {
    let start = now();
    let sum = Arc::new(Mutex::new(Sum::default()));
    let workers: Vec<_> = (0..WORKERS)
        .map(|first| {
            let (order, sum) = (order.clone(), sum.clone());
            std::thread::spawn(move || supervise_one(&order, first, &sum))
        })
        .collect();
    let mut news = now();
    while !workers.iter().all(std::thread::JoinHandle::is_finished) {
        std::thread::sleep(Duration::from_millis(200));
        if news.elapsed() > NEWS {
            news = now();
            let sum = sum.lock().unwrap_or_else(PoisonError::into_inner);
            let failed: i64 = sum.failures.values().sum();
            println!("{} of {} cases, {failed} failed, {} s", sum.cases, order.cases, start.elapsed().as_secs());
        }
    }
    let sum = sum.lock().unwrap_or_else(PoisonError::into_inner);
    let count = |what: &str| Value::from(sum.failures.get(what).copied().unwrap_or(0));
    let numbers =
        |of: &BTreeMap<String, i64>| Value::object(of.iter().map(|(key, count)| (key.as_str(), Value::from(*count))));
    let kinds = sum.kinds.iter().map(|(kind, count)| (kind.as_str().to_owned(), *count)).collect();
    let seconds = start.elapsed().as_secs_f64();
    let line = Value::object([
        ("cases", Value::from(sum.cases as i64)),
        ("seed", Value::from(order.seed as i64)),
        ("by_kind", numbers(&kinds)),
        ("endings", numbers(&sum.endings)),
        ("panics", count("panic")),
        ("crashes", count("crash")),
        ("hangs", count("hang")),
        ("slow", count("slow")),
        ("over_memory", count("memory")),
        ("slowest_ms", Value::from(sum.slowest as i64)),
        ("largest_memory_bytes", Value::from(sum.largest as i64)),
        ("cases_per_second", Value::from((sum.cases as f64 / seconds).round() as i64)),
    ]);
    println!("{line}");
    if sum.failures.is_empty() && sum.cases == order.cases { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs a worker, and another one after each that did not come through.
fn supervise_one(order: &Order, first: u64, sum: &Mutex<Sum>) {
    let mut next = first;
    while next < order.cases {
        match follow(order, next, sum) {
            Ok(None) => return,
            Ok(Some(under_way)) => next = under_way + WORKERS,
            Err(error) => {
                println!("a worker cannot be run: {error}");
                return;
            }
        }
    }
}

/// Follows one worker to its end; gives the case that ended it.
fn follow(order: &Order, first: u64, sum: &Mutex<Sum>) -> std::io::Result<Option<u64>> {
    let mut worker = Command::new(std::env::current_exe()?)
        .args(std::env::args().skip(1))
        .env(SHARE, format!("{first}/{WORKERS}"))
        .stdout(Stdio::piped())
        .spawn()?;
    let mut under_way = None;
    let mut hung = false;
    for line in worker.stdout.take().map(BufReader::new).into_iter().flat_map(BufReader::lines) {
        let line = line?;
        let mut words = line.splitn(4, ' ');
        let (what, number) = (words.next().unwrap_or_default(), words.next().and_then(|text| text.parse().ok()));
        let (kind, rest) = (words.next().and_then(Kind::of_word), words.next().unwrap_or_default());
        let mut sum = sum.lock().unwrap_or_else(PoisonError::into_inner);
        match (what, number, kind) {
            ("begin", Some(number), _) => under_way = Some(number),
            ("hang", Some(_), _) => hung = true,
            ("end", Some(number), Some(kind)) => {
                done(&mut sum, kind);
                finished(order, &mut sum, number, rest);
                under_way = None;
            }
            ("fail", Some(number), Some(kind)) => {
                done(&mut sum, kind);
                sum.failed("panic", number, rest);
                under_way = None;
            }
            _ => println!("{line}"),
        }
    }
    let status = worker.wait()?;
    if status.success() {
        return Ok(None);
    }
    let Some(number) = under_way else { return Err(std::io::Error::other(format!("it ended with {status}"))) };
    let texts = order.corpus.as_deref().map(corpus::texts).unwrap_or_default();
    let (kind, case) = case::make(order.seed, number, &texts);
    let why = if hung { "it took too long".to_owned() } else { status.to_string() };
    keep(order, number, &case, &why);
    let mut sum = sum.lock().unwrap_or_else(PoisonError::into_inner);
    done(&mut sum, kind);
    sum.failed(if hung { "hang" } else { "crash" }, number, &why);
    Ok(Some(number))
}

fn done(sum: &mut Sum, kind: Kind) {
    sum.cases += 1;
    *sum.kinds.entry(kind).or_default() += 1;
}

/// `<ending> <ms> <bytes>`
fn finished(order: &Order, sum: &mut Sum, number: u64, rest: &str) {
    let mut words = rest.split(' ');
    let ending = words.next().unwrap_or_default().to_owned();
    let mut figure = || words.next().and_then(|text| text.parse::<u64>().ok()).unwrap_or_default();
    let (ms, bytes) = (figure(), figure());
    *sum.endings.entry(ending).or_default() += 1;
    sum.slowest = sum.slowest.max(ms);
    sum.largest = sum.largest.max(bytes);
    if ms > order.slow_ms {
        sum.failed("slow", number, &format!("{ms} ms"));
    }
    if bytes > order.memory_mb << 20 {
        sum.failed("memory", number, &format!("{} MiB", bytes >> 20));
    }
}
