//! Machines from the table of fields: every field of every state type in both languages, mostly as it should be.

use stepwright::asl::fields::{self, Field, GROUPS, Holder, Roots, Shape};
use stepwright::asl::{QueryLanguage, StateKind};
use stepwright::json::{Number, Value};
use stepwright::query::OPERATORS;

use super::dice::Dice;
use super::words;

/// How many flows may be inside each other.
const FLOWS_DEEP: usize = 3;

/// What a definition is made with.
pub(crate) struct Maker<'a> {
    dice: &'a mut Dice,
    /// How many more states there may be.
    states_left: usize,
    /// How many there have been, for their names.
    named: usize,
}

/// Where in a definition.
#[derive(Clone, Copy)]
struct Place<'a> {
    language: QueryLanguage,
    flows: usize,
    /// The states of the flow.
    names: &'a [String],
    /// The holder it is in.
    around: Option<Holder>,
    /// Whether it is a rule inside a rule.
    nested: bool,
}

#[rustfmt::skip]
const TASKS: &[&str] = &[
    "arn:aws:states:::lambda:invoke", "arn:aws:states:::lambda:invoke",
    "arn:aws:states:::lambda:invoke.waitForTaskToken", "arn:aws:states:::sqs:sendMessage",
    "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "arn:aws:states:::sns:publish",
    "arn:aws:states:::dynamodb:getItem", "arn:aws:states:::dynamodb:putItem", "arn:aws:states:::events:putEvents",
    "arn:aws:states:::states:startExecution", "arn:aws:states:::states:startExecution.sync",
    "arn:aws:states:::states:startExecution.sync:2", "arn:aws:states:::states:startExecution.waitForTaskToken",
    "arn:aws:states:::http:invoke", "arn:aws:states:::ecs:runTask.sync", "arn:aws:states:::glue:startJobRun.sync",
    "arn:aws:states:::batch:submitJob.sync", "arn:aws:states:::aws-sdk:s3:getObject",
    "arn:aws:states:::aws-sdk:dynamodb:query", "arn:aws:states:::aws-sdk:sfn:startExecution.waitForTaskToken",
    "arn:aws:lambda:us-east-1:123456789012:function:f", "arn:aws:states:us-east-1:123456789012:activity:w",
];

/// A whole definition.
pub(crate) fn machine(dice: &mut Dice) -> Value {
    let states_left = if dice.one_in(40) { 60 } else { 12 };
    let mut maker = Maker { dice, states_left, named: 0 };
    let place = Place { language: QueryLanguage::JsonPath, flows: 0, names: &[], around: None, nested: false };
    maker.object(Holder::Machine, None, place)
}

impl Maker<'_> {
    fn language(&mut self, around: QueryLanguage) -> QueryLanguage {
        match self.dice.below(6) {
            0 => QueryLanguage::JsonPath,
            1 | 2 => QueryLanguage::Jsonata,
            _ => around,
        }
    }

    /// An object with the fields of its table.
    fn object(&mut self, holder: Holder, kind: Option<StateKind>, place: Place<'_>) -> Value {
        let speaks = matches!(holder, Holder::Machine | Holder::State) && !self.dice.one_in(30);
        let language = if speaks { self.language(place.language) } else { place.language };
        let place = Place { language, ..place };
        let odd = if self.dice.one_in(25) { 6 } else { 200 };
        let mut members: Vec<(String, Value)> = Vec::new();
        if self.dice.one_in(4) && kind == Some(StateKind::Task) {
            members.extend(self.starting(language));
        }
        let table: Vec<&Field> = fields::of(holder, kind, language).collect();
        for field in table {
            let is_there = members.iter().any(|(key, _)| key == field.name);
            if !is_there && self.wants(field, kind, &members) {
                let value = if self.dice.one_in(odd) { self.anything() } else { self.value(field, place) };
                members.push((field.name.to_owned(), value));
            }
        }
        if speaks && (language != QueryLanguage::JsonPath || self.dice.one_in(9)) {
            members.retain(|(key, _)| key != "QueryLanguage");
            members.push(("QueryLanguage".to_owned(), Value::from(language.as_str())));
        }
        if let Some(kind) = kind {
            members.retain(|(key, _)| key != "Type");
            members.insert(0, ("Type".to_owned(), Value::from(kind.as_str())));
            self.way_on(kind, place, &mut members);
        }
        if holder == Holder::Rule && language == QueryLanguage::JsonPath {
            self.comparison(place, &mut members);
        }
        if self.dice.one_in(odd) {
            let (key, value) = (self.any_field(), self.anything());
            members.push((key, value));
        }
        Value::object(members)
    }

    /// What makes a Task start a machine of the project.
    fn starting(&mut self, language: QueryLanguage) -> Vec<(String, Value)> {
        let name = self.dice.pick(&[
            "other",
            "other",
            "own",
            "arn:aws:states:us-east-1:123456789012:stateMachine:other",
            "gone",
        ]);
        let pattern = self.dice.pick(&["", ".sync", ".sync:2", ".waitForTaskToken"]);
        let field = if language == QueryLanguage::Jsonata { "Arguments" } else { "Parameters" };
        let mut parameters = vec![("StateMachineArn", Value::from(name))];
        if self.dice.one_in(2) {
            parameters.push(("Input", words::value(self.dice, 2)));
        }
        if self.dice.one_in(6) {
            parameters.push(("Name", Value::from(words::text(self.dice))));
        }
        vec![
            ("Resource".to_owned(), Value::from(format!("arn:aws:states:::states:startExecution{pattern}"))),
            (field.to_owned(), Value::object(parameters)),
        ]
    }

    fn wants(&mut self, field: &Field, kind: Option<StateKind>, members: &[(String, Value)]) -> bool {
        let has = |name: &str| members.iter().any(|(key, _)| key == name);
        if matches!(field.name, "Next" | "End") && kind.is_some() {
            return false;
        }
        let group = GROUPS.iter().find(|group| {
            group.holder == field.holder
                && group.names.contains(&field.name)
                && (group.kinds.is_empty() || kind.is_some_and(|kind| group.kinds.contains(&kind)))
        });
        match group {
            Some(group) if group.names.iter().any(|name| has(name)) => self.dice.one_in(60),
            // The last of those of which one must be there.
            Some(group) if group.required && group.names.last() == Some(&field.name) => !self.dice.one_in(60),
            Some(group) if group.required => self.dice.one_in(2),
            _ if field.required => !self.dice.one_in(150),
            _ if field.name == "QueryLanguage" || field.name == "TimeoutSeconds" => self.dice.one_in(12),
            _ if matches!(field.holder, Holder::Rule) => self.dice.one_in(5),
            _ if matches!(
                field.name,
                "Catch" | "Retry" | "Assign" | "ItemReader" | "Parameters" | "Arguments" | "Output"
            ) =>
            {
                self.dice.one_in(3)
            }
            _ if field.holder == Holder::State => self.dice.one_in(9),
            _ => self.dice.one_in(2),
        }
    }

    fn value(&mut self, field: &Field, place: Place<'_>) -> Value {
        if field.nullable && self.dice.one_in(6) {
            return Value::Null;
        }
        let jsonata = place.language == QueryLanguage::Jsonata;
        if jsonata && field.expression && self.dice.one_in(2) && !matches!(field.shape, Shape::One(_)) {
            return Value::from(words::expression(self.dice));
        }
        match field.shape {
            Shape::Text => Value::from(self.text(field)),
            Shape::StateName => Value::from(self.name_of(place)),
            Shape::Resource => Value::from(self.resource(field.holder)),
            Shape::Flag => Value::from(self.dice.one_in(2)),
            Shape::Integer(low, high) => self.integer(low, high),
            Shape::Number(low, high) => self.real(low, high),
            Shape::OneOf(words) => Value::from(self.dice.pick(words)),
            Shape::Timestamp => Value::from(self.dice.pick(&[
                "2026-01-01T00:00:10Z",
                "2026-01-01T00:01:00.5Z",
                "2025-01-01T00:00:00Z",
                "2026-01-01T01:00:00+01:00",
                "9999-12-31T23:59:59Z",
                "soon",
            ])),
            Shape::Path => Value::from(words::path(self.dice)),
            Shape::ReferencePath(roots) => Value::from(self.reference(roots)),
            Shape::TextPath if self.dice.one_in(9) => Value::from(words::query(self.dice)),
            Shape::TextPath => Value::from(self.reference(Roots::Context)),
            Shape::Template => self.template(field, jsonata),
            Shape::Variables => {
                let name = |dice: &mut Dice| dice.pick(&["v", "w", "x", "é", "states", "v.a", ""]);
                let count = self.dice.below(3);
                Value::object((0..count).map(|_| self.variable(name, jsonata)).collect::<Vec<_>>())
            }
            Shape::Json if jsonata && field.name == "Arguments" && self.reads(field.holder) => self.object_name(),
            Shape::Json if jsonata => words::arguments(self.dice, 2),
            Shape::Json | Shape::Items => words::value(self.dice, 3),
            Shape::Texts => {
                Value::array((0..=self.dice.below(2)).map(|_| Value::from(self.error_name())).collect::<Vec<_>>())
            }
            Shape::States => self.states(place),
            Shape::One(holder) => self.inner(holder, place),
            Shape::Many(holder) => {
                let least = usize::from(!self.dice.one_in(20));
                let count = least + self.dice.below(2);
                Value::array((0..count).map(|_| self.inner(holder, place)).collect::<Vec<_>>())
            }
        }
    }

    fn inner(&mut self, holder: Holder, place: Place<'_>) -> Value {
        let flow = matches!(holder, Holder::Branch | Holder::Processor);
        let nested = holder == Holder::Rule && place.around == Some(Holder::Rule);
        let flows = place.flows + usize::from(flow || nested);
        if flows > FLOWS_DEEP {
            return Value::empty_object();
        }
        // A flow has states of its own; everything else is in the flow around it.
        let names = if flow { &[] } else { place.names };
        self.object(holder, None, Place { flows, names, around: Some(holder), nested, ..place })
    }

    /// The states of a flow; `StartAt`, which names the first, has been written already.
    fn states(&mut self, place: Place<'_>) -> Value {
        let most = if place.flows == 0 { 6 } else { 3 };
        let count = (1 + self.dice.below(most)).min(self.states_left);
        self.states_left -= count;
        let names: Vec<String> = (0..count).map(|_| self.fresh_name()).collect();
        let mut states = Vec::new();
        for name in &names {
            let kind = StateKind::ALL[self.dice.below(StateKind::ALL.len())];
            let deep = matches!(kind, StateKind::Parallel | StateKind::Map) && place.flows >= FLOWS_DEEP;
            let kind = if deep { StateKind::Pass } else { kind };
            let inside = Place { names: &names, around: Some(Holder::State), ..place };
            states.push((name.clone(), self.object(Holder::State, Some(kind), inside)));
        }
        Value::object(states)
    }

    fn fresh_name(&mut self) -> String {
        self.named += 1;
        let odd = self.dice.below(60);
        match odd {
            0 => String::new(),
            1 => "x".repeat(81),
            2 => "__proto__".to_owned(),
            3 => format!("é{}/~", self.named),
            4 => "S1".to_owned(),
            _ => format!("S{}", self.named),
        }
    }

    fn name_of(&mut self, place: Place<'_>) -> String {
        match self.dice.below(40) {
            0 => "Gone".to_owned(),
            1 => words::text(self.dice),
            // `StartAt` stands before `States` in the table: the next name will be the first state's.
            _ if place.names.is_empty() => format!("S{}", self.named + 1),
            _ => self.dice.pick(place.names),
        }
    }

    fn way_on(&mut self, kind: StateKind, place: Place<'_>, members: &mut Vec<(String, Value)>) {
        if !kind.has_next() || self.dice.one_in(100) {
            return;
        }
        if self.dice.one_in(2) {
            members.push(("End".to_owned(), Value::from(true)));
        } else {
            members.push(("Next".to_owned(), Value::from(self.name_of(place))));
        }
    }

    fn comparison(&mut self, place: Place<'_>, members: &mut Vec<(String, Value)>) {
        if members.iter().any(|(key, _)| matches!(key.as_str(), "And" | "Or" | "Not")) && !self.dice.one_in(20) {
            members.retain(|(key, _)| key != "Variable");
        } else {
            let operator = OPERATORS[self.dice.below(OPERATORS.len())];
            let operand = match operator.operand_kind() {
                _ if self.dice.one_in(25) => words::scalar(self.dice),
                "a path" => Value::from(self.reference(Roots::Context)),
                "a string" => {
                    Value::from(self.dice.pick(&["x", "*", "a*b\\*", "", "é*", "x*****************************y"]))
                }
                "a number" => words::number(self.dice),
                "true or false" => Value::from(self.dice.one_in(2)),
                _ => Value::from("2026-01-01T00:00:10Z"),
            };
            members.retain(|(key, _)| key != "Variable");
            members.push(("Variable".to_owned(), Value::from(self.reference(Roots::Context))));
            members.push((operator.name.to_owned(), operand));
        }
        members.retain(|(key, _)| key != "Next");
        if !place.nested || self.dice.one_in(20) {
            members.push(("Next".to_owned(), Value::from(self.name_of(place))));
        }
    }

    fn text(&mut self, field: &Field) -> String {
        match field.name {
            "Error" => self.error_name(),
            "ItemsPointer" => self.dice.pick(&["/a", "/items", "", "/", "a", "/items/0", "/~2"]).to_owned(),
            _ => words::text(self.dice),
        }
    }

    fn error_name(&mut self) -> String {
        self.dice
            .pick(&[
                "States.ALL",
                "States.ALL",
                "States.ALL",
                "States.TaskFailed",
                "States.Timeout",
                "States.Runtime",
                "States.HeartbeatTimeout",
                "E",
                "E",
                "States.BranchFailed",
                "States.NoChoiceMatched",
                "States.DataLimitExceeded",
                "States.QueryEvaluationError",
                "States.ExceedToleratedFailureThreshold",
                "States.ItemReaderFailed",
                "a",
                "b",
            ])
            .to_owned()
    }

    fn resource(&mut self, holder: Holder) -> String {
        const READERS: &[&str] =
            &["arn:aws:states:::s3:getObject", "arn:aws:states:::s3:getObject", "arn:aws:states:::s3:listObjectsV2"];
        match (holder, self.dice.below(60)) {
            (_, 0) => words::text(self.dice),
            (_, 1) => "arn:aws:states:::".to_owned(),
            (Holder::ItemReader, _) => self.dice.pick(READERS).to_owned(),
            (Holder::ResultWriter, _) => "arn:aws:states:::s3:putObject".to_owned(),
            _ => self.dice.pick(TASKS).to_owned(),
        }
    }

    fn reads(&mut self, holder: Holder) -> bool {
        matches!(holder, Holder::ItemReader | Holder::ResultWriter) && !self.dice.one_in(20)
    }

    /// What names an object of [the buckets](super::case::objects).
    fn object_name(&mut self) -> Value {
        let key = self.dice.pick(&["k.csv", "k.json", "k.jsonl", "m.json", "m.csv", "deep.json", "nope"]);
        let bucket = if self.dice.one_in(20) { "nope" } else { "b" };
        Value::object([("Bucket", bucket), ("Key", key), ("Prefix", "k")].map(|(key, text)| (key, Value::from(text))))
    }

    fn template(&mut self, field: &Field, jsonata: bool) -> Value {
        if self.reads(field.holder) {
            return self.object_name();
        }
        if jsonata { words::arguments(self.dice, 2) } else { words::template(self.dice, 2) }
    }

    fn variable(&mut self, name: fn(&mut Dice) -> &'static str, jsonata: bool) -> (String, Value) {
        let name = name(self.dice).to_owned();
        match self.dice.below(3) {
            0 => (name, words::value(self.dice, 2)),
            _ if jsonata => (name, words::arguments(self.dice, 1)),
            _ => (name + ".$", Value::from(words::query(self.dice))),
        }
    }

    /// Mostly a path that a state can run with.
    fn reference(&mut self, roots: Roots) -> String {
        const VARIABLES: &[&str] = &["$v", "$v.a", "$w", "$.n", "$.t", "$.list"];
        const CONTEXT: &[&str] =
            &["$$", "$$.Execution.Input", "$$.State.Name", "$$.Map.Item.Value", "$$.Map.Item.Index"];
        match self.dice.below(20) {
            0 => words::path(self.dice),
            3..=9 if roots != Roots::Input => self.dice.pick(VARIABLES).to_owned(),
            10..=12 if roots == Roots::Context => self.dice.pick(CONTEXT).to_owned(),
            1 => format!("$.a{}", "[0]".repeat(self.dice.below(6))),
            2 => format!("$.list[{}]", self.dice.pick(&["0", "3", "1000000", "99999999999", "-1"])),
            _ => self.dice.pick(&["$", "$.a", "$.r", "$.r.s", "$['x y']", "$.items", "$.list[1]"]).to_owned(),
        }
    }

    fn integer(&mut self, low: i64, high: i64) -> Value {
        let within = |number: i64| number.clamp(low, high);
        match self.dice.below(30) {
            0 => words::number(self.dice),
            1 => Value::from(high),
            2 => Value::from(low.saturating_sub(1)),
            _ => Value::from(within(self.dice.below(5) as i64)),
        }
    }

    fn real(&mut self, low: f64, high: f64) -> Value {
        match self.dice.below(30) {
            0 => words::number(self.dice),
            1 => Value::from(low),
            2 => Number::parse("1e300").map_or(Value::Null, Value::Number),
            _ => Value::from((1.0 + self.dice.below(50) as f64 / 10.0).clamp(low, high)),
        }
    }

    fn any_field(&mut self) -> String {
        let table = fields::FIELDS[self.dice.below(fields::FIELDS.len())];
        let field = table[self.dice.below(table.len())];
        let ending = if self.dice.one_in(4) { ".$" } else { "" };
        if self.dice.one_in(4) { words::text(self.dice) } else { format!("{}{ending}", field.name) }
    }

    fn anything(&mut self) -> Value {
        match self.dice.below(4) {
            0 => Value::from(words::query(self.dice)),
            1 => Value::from(words::expression(self.dice)),
            _ => words::value(self.dice, 2),
        }
    }
}
