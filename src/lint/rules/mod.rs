//! The rules, one file each, grouped as their codes are.

mod choices;
mod data;
mod document;
mod errors;
mod fields;
mod flow;
mod states;
mod tasks;

use super::Rule;

/// Every rule, by code.
pub const RULES: &[Rule] = &[
    document::syntax::RULE,
    document::duplicate_key::RULE,
    document::too_large::RULE,
    document::too_deep::RULE,
    document::placeholder::RULE,
    document::empty::RULE,
    flow::dangling_target::RULE,
    states::start_at::RULE,
    states::no_states::RULE,
    states::duplicate_state::RULE,
    states::state_name::RULE,
    states::state_type::RULE,
    flow::unreachable_state::RULE,
    flow::next_or_end::RULE,
    flow::no_end_state::RULE,
    flow::endless_loop::RULE,
    states::label::RULE,
    states::duplicate_label::RULE,
    fields::unknown_field::RULE,
    fields::wrong_language::RULE,
    fields::missing_field::RULE,
    fields::shape::RULE,
    fields::range::RULE,
    fields::heartbeat::RULE,
    fields::exclusive::RULE,
    fields::query_language::RULE,
    fields::ruled_out::RULE,
    fields::distributed_only::RULE,
    choices::operator::RULE,
    choices::next::RULE,
    choices::empty::RULE,
    choices::operand::RULE,
    errors::states_all::RULE,
    errors::empty_errors::RULE,
    errors::reserved_name::RULE,
    data::path::RULE,
    data::reference_path::RULE,
    data::template_value::RULE,
    data::lambda_envelope::RULE,
    data::template_conflict::RULE,
    data::expression::RULE,
    data::looks_like_path::RULE,
    data::variable_name::RULE,
    data::expression_text::RULE,
    data::path_in_text::RULE,
    data::static_result::RULE,
    data::unwrapped_expression::RULE,
    data::undefined_variable::RULE,
    data::unknown_function::RULE,
    data::too_large_payload::RULE,
    tasks::token_not_passed::RULE,
    tasks::resource::RULE,
    tasks::unknown_action::RULE,
    tasks::express_resource::RULE,
    tasks::express_map::RULE,
    tasks::pattern::RULE,
    tasks::missing_argument::RULE,
    tasks::unknown_argument::RULE,
    tasks::no_timeout::RULE,
    tasks::foreign_resource::RULE,
];
