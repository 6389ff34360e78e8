//! `ItemBatcher`: several items to one child execution (AWS: "`ItemBatcher` (Map)").

use crate::json::Value;

/// What the batcher's fields gave.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Batching {
    pub max_items: Option<usize>,
    pub max_bytes: Option<usize>,
    /// `BatchInput`, which every batch gets.
    pub input: Option<Value>,
}

/// The inputs of the batches and how many items each has. An item that alone is too large makes a batch alone.
pub(crate) fn batches(items: Vec<Value>, batching: &Batching) -> Vec<(Value, usize)> {
    let mut out = Vec::new();
    let mut batch: Vec<Value> = Vec::new();
    let mut bytes = 0;
    let empty = closed(Vec::new(), batching).0.json_len();
    for item in items {
        let own = item.json_len() + usize::from(!batch.is_empty());
        let full = batching.max_items.is_some_and(|most| batch.len() >= most)
            || batching.max_bytes.is_some_and(|most| empty + bytes + own > most);
        if full && !batch.is_empty() {
            out.push(closed(std::mem::take(&mut batch), batching));
            bytes = 0;
        }
        bytes += item.json_len() + usize::from(!batch.is_empty());
        batch.push(item);
    }
    if !batch.is_empty() {
        out.push(closed(batch, batching));
    }
    out
}

fn closed(items: Vec<Value>, batching: &Batching) -> (Value, usize) {
    let count = items.len();
    let own = batching.input.clone().map(|input| ("BatchInput", input));
    (Value::object(own.into_iter().chain([("Items", Value::array(items))])), count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn grouped(max_items: Option<usize>, max_bytes: Option<usize>, expected: &str) {
        let items = Value::parse(r#"[1,22,333,"four",5]"#).unwrap();
        let batching = Batching { max_items, max_bytes, input: None };
        let found = batches(items.as_array().unwrap().to_vec(), &batching);
        assert_eq!(found.iter().map(|(_, count)| count).sum::<usize>(), 5);
        assert!(max_items.is_none_or(|most| found.iter().all(|(_, count)| *count <= most)));
        assert_eq!(Value::array(found.into_iter().map(|(input, _)| input)).to_string(), expected);
    }

    #[test]
    fn a_batch_ends_at_its_items_or_its_bytes() {
        grouped(Some(2), None, r#"[{"Items":[1,22]},{"Items":[333,"four"]},{"Items":[5]}]"#);
        // `{"Items":[1,22]}` has 16 bytes.
        grouped(None, Some(16), r#"[{"Items":[1,22]},{"Items":[333]},{"Items":["four"]},{"Items":[5]}]"#);
        grouped(
            Some(1),
            Some(1_000),
            r#"[{"Items":[1]},{"Items":[22]},{"Items":[333]},{"Items":["four"]},{"Items":[5]}]"#,
        );
        let batching = Batching { max_items: Some(9), max_bytes: None, input: Some(Value::from("x")) };
        assert_eq!(batches(vec![1.into()], &batching)[0].0.to_string(), r#"{"BatchInput":"x","Items":[1]}"#);
    }
}
