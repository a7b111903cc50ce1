//! What the tables keep out, whoever writes to them.

use std::fmt::Write as _;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr};

use super::{TABLES, columns, empty_database_on_both, open, strings};

/// One row in every table. `#n` stands for an id, `@` for an instant.
const ROWS: &[(&str, &str)] = &[
    ("office", "(id, name, created_at) VALUES (#1, '督查室', @)"),
    (
        "unit",
        "(id, office_id, name, search_text, kind, valid_from, created_at) VALUES (#2, #1, '各区人民政府', '', 'COLLECTIVE', '2026-01-01', @)",
    ),
    (
        "unit",
        "(id, office_id, name, search_text, kind, host_unit_id, valid_from, created_at) VALUES (#3, #1, '松岗区人民政府', '', 'GOVERNMENT', #2, '2026-01-01', @)",
    ),
    (
        "unit_alias",
        "(id, office_id, unit_id, name, valid_from) VALUES (#4, #1, #3, '松岗区', '2026-01-01')",
    ),
    (
        "unit_succession",
        "(id, office_id, unit_id, successor_id, kind, succeeded_on, reason, entered_at) VALUES (#38, #1, #3, #2, 'MERGED', '2026-04-01', '', @)",
    ),
    (
        "collective_member",
        "(id, collective_id, member_id, valid_from) VALUES (#5, #2, #3, '2026-01-01')",
    ),
    ("leader", "(id, office_id, post, chief, created_at) VALUES (#6, #1, '副市长', FALSE, @)"),
    ("leader_charge", "(id, leader_id, unit_id, valid_from) VALUES (#7, #6, #3, '2026-01-01')"),
    ("account", "(id, username, name, created_at) VALUES (#8, 'songgang', '岑望舒', @)"),
    (
        "role_grant",
        "(id, account_id, office_id, role, valid_from) VALUES (#9, #8, #1, 'OFFICE_HEAD', @)",
    ),
    (
        "membership",
        "(id, account_id, unit_id, role, valid_from) VALUES (#10, #8, #3, 'OPERATOR', @)",
    ),
    (
        "post_holder",
        "(id, leader_id, account_id, name, acting, valid_from) VALUES (#11, #6, #8, '沈若川', FALSE, '2026-01-01')",
    ),
    ("session", "(id, account_id, created_at, expires_at) VALUES (#12, #8, @, @)"),
    (
        "refresh_token",
        "(id, session_id, digest, created_at, expires_at) VALUES (#13, #12, 'digest', @, @)",
    ),
    (
        "document",
        "(id, office_id, kind, title, state, search_text, source_name, source_digest, imported_at) VALUES (#14, #1, 'PLAN', '方案', 'DRAFT', '', 'a.txt', 'digest', @)",
    ),
    ("document_source", "(document_id, text) VALUES (#14, '全文')"),
    (
        "section",
        "(id, document_id, position, level, marker, title, span_start, span_end) VALUES (#15, #14, 0, 1, '一', '就业', 0, 2)",
    ),
    (
        "item",
        "(id, document_id, section_id, position, place, text, search_text, state, span_start, span_end) VALUES (#16, #14, #15, 0, #16, '新增就业', '', 'OPEN', 2, 9)",
    ),
    (
        "target",
        "(id, item_id, position, text, indicator, operator, value, measure) VALUES (#17, #16, 0, '1万人', '就业', 'AT_LEAST', '1', '万人')",
    ),
    (
        "assignment",
        "(id, item_id, unit_id, role, position, printed) VALUES (#18, #16, #3, 'LEAD', 0, '松岗区')",
    ),
    ("item_leader", "(id, item_id, leader_id, position) VALUES (#19, #16, #6, 0)"),
    (
        "finding",
        "(id, document_id, item_id, position, code, severity, state, message, span_start, span_end) VALUES (#20, #14, #16, 0, 'X', 'INFO', 'OPEN', '', 0, 0)",
    ),
    (
        "reporting_rule",
        "(id, document_id, position, text, reporter, due_day, due_dates, copies, integrates_support, every_lead, bound_kinds, bound_units, bound_sections, bound_items, covers, owed_to, copy_units, copy_office, required, holiday_shift, source) VALUES (#21, #14, 0, '每月3日前', 'LEAD', 3, '[]', '[]', FALSE, TRUE, '[]', '[]', '[]', '[]', 'PREVIOUS', 'OFFICE', '[]', FALSE, '[]', 'NONE', 'IMPORTED')",
    ),
    (
        "upload",
        "(id, account_id, name, digest, size, created_at) VALUES (#22, #8, 'a.txt', 'digest', 1, @)",
    ),
    (
        "reporting_period",
        "(id, document_id, rule_id, label, starts_on, ends_on, stated_on, due_on) VALUES (#23, #14, #21, '2026', '2026-01-01', '2026-12-31', '2026-12-31', '2026-12-31')",
    ),
    (
        "duty",
        "(id, document_id, item_id, unit_id, period_id, role, due_on, state, created_at) VALUES (#24, #14, #16, #3, #23, 'LEAD', '2026-12-31', 'OPEN', @)",
    ),
    (
        "progress_report",
        "(id, duty_id, document_id, item_id, unit_id, role, state, before, created_at) VALUES (#25, #24, #14, #16, #3, 'LEAD', 'DRAFT', 'DRAFT', @)",
    ),
    (
        "progress_report_version",
        "(id, report_id, number, progress, problems, next_steps, percent, written_by, written_at) VALUES (#26, #25, 1, '', '', '', 40, #8, @)",
    ),
    (
        "opening_status",
        "(id, item_id, as_of, progress, problems, source_name, source_row, entered_by, entered_at) VALUES (#29, #16, '2026-06-30', '', '', 'a.xlsx', 3, #8, @)",
    ),
    (
        "document_edition",
        "(id, document_id, number, title, source_name, source_digest, published_at) VALUES (#31, #14, 1, '方案', 'a.txt', 'digest', @)",
    ),
    (
        "item_revision",
        "(id, item_id, edition, text, span_start, span_end, replaced_at) VALUES (#30, #16, 1, '新增就业', 2, 9, @)",
    ),
    ("edition_match", "(draft_item_id, item_id) VALUES (#16, #16)"),
    (
        "report_value",
        "(id, version_id, target_id, value, as_of) VALUES (#34, #26, #17, '1.5', '2026-03-01')",
    ),
    ("report_copy", "(id, report_id, unit_id, copied_at) VALUES (#35, #25, #2, @)"),
    (
        "submission_receipt",
        "(id, number, unit_id, document_id, period_id, submitted_by, submitted_at) VALUES (#32, '20260302-001', #3, #14, #23, #8, @)",
    ),
    ("submission_receipt_line", "(id, receipt_id, version_id) VALUES (#33, #32, #26)"),
    ("event", "(id, kind, occurred_at, fields, result) VALUES (#27, 'X', @, '[]', 'DONE')"),
    ("event_pending", "(event_id) VALUES (#27)"),
    ("event_position", "(position, event_id) VALUES (1, #27)"),
    (
        "regime",
        "(document_id, acknowledge, objection_days, plan, sign_off, percent, urge_late) VALUES (#14, FALSE, 5, 'NONE', FALSE, FALSE, FALSE)",
    ),
    ("holiday", "(day, name, working) VALUES ('2026-10-01', '国庆节', FALSE)"),
    (
        "duty_change",
        "(id, document_id, changed_at, added, moved, ended) VALUES (#29, #14, @, 1, 0, 0)",
    ),
    ("day_turn", "(day, turned_at, due, late) VALUES ('2026-03-02', @, 0, 0)"),
    (
        "idempotency_key",
        "(id, account_id, mutation, key, input_digest, result_id, created_at) VALUES (#28, #8, 'm', 'k', 'd', #25, @)",
    ),
    (
        "finding_proposal",
        "(id, finding_id, position, unit_id, score, reason) VALUES (#29, #20, 0, #3, 0.5, '名称相近')",
    ),
    (
        "item_decision",
        "(id, document_id, item_id, kind, reason, before, after, separate_list, decided_by, decided_at) VALUES (#29, #14, #16, 'SUSPENDED', '', '{}', '{}', FALSE, #8, @)",
    ),
    (
        "extension",
        "(id, document_id, item_id, unit_id, reason, plan, due_on, until, state, asked_by, asked_at) VALUES (#30, #14, #16, #3, '', '', '2026-06-30', '2026-07-31', 'OPEN', #8, @)",
    ),
    (
        "closing",
        "(id, document_id, item_id, unit_id, evidence, figures, state, applied_by, applied_at) VALUES (#31, #14, #16, #3, '', '[]', 'OPEN', #8, @)",
    ),
    (
        "verification",
        "(id, closing_id, method, figures, note, verified_by, verified_at) VALUES (#32, #31, 'ON_SITE', '[]', '', #8, @)",
    ),
    (
        "awaited_figure",
        "(id, document_id, item_id, target_id, indicator, source, expected_on, awaited_by, awaited_at) VALUES (#33, #14, #16, #17, '就业', '市统计局', '2027-01-20', #8, @)",
    ),
    (
        "objection",
        "(id, document_id, item_id, unit_id, kind, reason, wanted, state, raised_by, raised_at) VALUES (#34, #14, #16, #3, 'WRONG_UNIT', '', '', 'OPEN', #8, @)",
    ),
    (
        "instruction",
        "(id, document_id, item_id, leader_id, text, given, given_on, entered_by, entered_at, state, closed_by_office) VALUES (#35, #14, #16, #6, '', 'HERE', '2026-03-02', #8, @, 'OPEN', FALSE)",
    ),
    ("instruction_unit", "(id, instruction_id, unit_id, position) VALUES (#36, #35, #3, 0)"),
    (
        "instruction_answer",
        "(id, instruction_id, unit_id, text, answered_by, answered_at) VALUES (#37, #35, #3, '', #8, @)",
    ),
    (
        "action_plan",
        "(id, document_id, item_id, unit_id, created_at) VALUES (#48, #14, #16, #3, @)",
    ),
    (
        "action_plan_version",
        "(id, plan_id, number, state, summary, written_by, written_at, recorded) VALUES (#49, #48, 1, 'DRAFT', '', #8, @, FALSE)",
    ),
    ("milestone", "(id, plan_id) VALUES (#50, #48)"),
    (
        "milestone_line",
        "(id, version_id, milestone_id, position, title, due_on, person, expected) VALUES (#51, #49, #50, 0, '选址', '2026-04-15', '', '')",
    ),
    (
        "milestone_mark",
        "(id, milestone_id, word, marked_by, marked_at) VALUES (#52, #50, '', #8, @)",
    ),
    (
        "acknowledgement",
        "(id, document_id, unit_id, acknowledged_by, acknowledged_at) VALUES (#38, #14, #3, #8, @)",
    ),
    (
        "acknowledgement_item",
        "(id, acknowledgement_id, item_id, unit_id, role) VALUES (#39, #38, #16, #3, 'LEAD')",
    ),
    ("urge", "(id, office_id, unit_id, day, urged_at) VALUES (#40, #1, #3, '2026-03-02', @)"),
    (
        "urge_act",
        "(id, urge_id, call_id, kind, text, urged_by, urged_at) VALUES (#41, #40, #41, 'BY_HAND', '请报', #8, @)",
    ),
    ("urge_duty", "(id, urge_id, act_id, duty_id) VALUES (#42, #40, #41, #24)"),
    (
        "duty_change_line",
        "(id, change_id, duty_id, kind, due_before, role_before, end_reason) VALUES (#43, #29, #24, 'ENDED', '2026-12-31', 'LEAD', 'ITEM')",
    ),
    (
        "coordination",
        "(id, document_id, item_id, unit_id, role, report_id, text, state, asked_by, asked_at) VALUES (#44, #14, #16, #3, 'LEAD', #25, '', 'OPEN', #8, @)",
    ),
    (
        "coordination_step",
        "(id, coordination_id, kind, text, done_by, done_at) VALUES (#45, #44, 'ANSWERED', '', #8, @)",
    ),
    ("report_integration", "(id, version_id, report_id) VALUES (#46, #26, #25)"),
    (
        "handing",
        "(id, act_id, document_id, item_id, unit_id, to_unit_id, task, asks, state, handed_by, handed_at) VALUES (#53, #54, #14, #16, #3, #2, '', 'NOTHING', 'OPEN', #8, @)",
    ),
    ("handing_report", "(id, handing_id, created_at) VALUES (#55, #53, @)"),
    (
        "handing_report_version",
        "(id, report_id, number, state, progress, problems, written_by, written_at) VALUES (#56, #55, 1, 'DRAFT', '', '', #8, @)",
    ),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    Check,
    Unique,
    Foreign,
}
use Kept::{Check, Foreign, Unique};

/// Copies of rows that no table takes: the columns that differ, and what must keep it out.
const REFUSED: &[(&str, &str, Kept)] = &[
    ("office", "", Unique),
    ("unit", "", Unique),
    ("unit", "name = 'x', kind = 'CLUB'", Check),
    ("unit", "name = 'x', valid_to = '2026-01-01'", Check),
    ("unit", "name = 'x', version = 0", Check),
    ("unit", "name = 'x', office_id = #99", Foreign),
    ("unit_alias", "", Unique),
    ("unit_alias", "name = 'x', valid_to = '2025-01-01'", Check),
    ("unit_alias", "name = 'x', unit_id = #99", Foreign),
    ("unit_succession", "", Unique),
    ("unit_succession", "unit_id = #2", Check),
    ("unit_succession", "unit_id = #2, successor_id = #3, kind = 'SOLD'", Check),
    ("unit_succession", "unit_id = #2, successor_id = #3, carried_out_at = @", Check),
    ("unit_succession", "unit_id = #2, successor_id = #99", Foreign),
    ("collective_member", "", Unique),
    ("collective_member", "member_id = #2", Check),
    ("collective_member", "member_id = #99", Foreign),
    ("leader", "", Unique),
    ("leader", "post = 'x', rank = 0", Check),
    ("leader", "post = 'x', version = 0", Check),
    ("leader_charge", "", Unique),
    ("leader_charge", "unit_id = #99", Foreign),
    ("account", "", Unique),
    ("account", "username = 'x', version = 0", Check),
    ("role_grant", "", Unique),
    ("role_grant", "role = 'LEADER'", Check),
    ("role_grant", "valid_from = '2026-04-01 00:00:00+00:00', valid_to = @", Check),
    ("membership", "", Unique),
    ("membership", "role = 'OFFICE_HEAD'", Check),
    ("membership", "role = 'HEAD', unit_id = #99", Foreign),
    ("post_holder", "leader_id = #99", Foreign),
    // A second holder, whether both go on, begin or end on one day.
    ("post_holder", "valid_from = '2026-02-01'", Unique),
    ("post_holder", "valid_to = '2026-02-01'", Unique),
    ("post_holder", "valid_to = '2026-01-01'", Check),
    ("session", "account_id = #99", Foreign),
    ("refresh_token", "", Unique),
    ("refresh_token", "digest = 'x', session_id = #99", Foreign),
    ("document", "", Unique),
    ("document", "source_digest = 'x', state = 'LOST'", Check),
    ("document", "source_digest = 'x', kind = 'POEM'", Check),
    ("document", "source_digest = NULL", Check),
    ("document", "source_digest = 'x', published_at = @", Check),
    ("document", "source_digest = 'x', state = 'PUBLISHED'", Check),
    ("document", "source_digest = 'x', state = 'MERGED', published_at = @", Check),
    ("document", "source_digest = 'x', state = 'DISCARDED'", Check),
    ("document", "source_digest = 'x', replaces_id = #99", Foreign),
    ("document", "source_digest = 'x', edition = 0", Check),
    ("document_source", "", Unique),
    ("document_source", "edition = 0", Check),
    ("document_edition", "", Unique),
    ("document_edition", "number = 0", Check),
    ("document_edition", "number = 2, draft_id = #99", Foreign),
    ("item_revision", "", Unique),
    ("item_revision", "edition = 2, span_start = 10", Check),
    ("item_revision", "edition = 2, section_id = #99", Foreign),
    ("edition_match", "", Unique),
    ("edition_match", "draft_item_id = #99, item_id = NULL", Foreign),
    ("section", "", Unique),
    ("section", "position = 1, span_end = -1", Check),
    ("section", "position = 1, parent_id = #99", Foreign),
    ("item", "", Unique),
    ("item", "position = 1, state = 'DONE'", Check),
    ("item", "position = 1, span_start = 10", Check),
    ("item", "position = 1, section_id = #99", Foreign),
    ("target", "", Unique),
    ("target", "position = 1, operator = 'MAYBE'", Check),
    ("assignment", "", Unique),
    ("assignment", "unit_id = #2, role = 'HELPER'", Check),
    ("assignment", "unit_id = #99", Foreign),
    ("assignment", "unit_id = #2, confirmed_from_id = #99", Foreign),
    ("item_leader", "", Unique),
    ("item_leader", "leader_id = #99", Foreign),
    ("finding", "", Unique),
    ("finding", "position = 1, severity = 'FATAL'", Check),
    ("finding", "position = 1, state = 'LOST'", Check),
    ("finding", "position = 1, settled_at = @", Check),
    ("finding", "position = 1, state = 'ACCEPTED'", Check),
    ("finding", "position = 1, unit_id = #99", Foreign),
    ("finding_proposal", "", Unique),
    ("finding_proposal", "position = 1, score = 1.5", Check),
    ("finding_proposal", "position = 1, unit_id = #99", Foreign),
    ("reporting_rule", "", Unique),
    ("reporting_rule", "position = 1, due_day = 32", Check),
    ("reporting_rule", "position = 1, reporter = 'NOBODY'", Check),
    ("reporting_rule", "position = 1, source = 'OFFICE'", Check),
    ("reporting_rule", "position = 1, owed_to = 'UNIT'", Check),
    ("reporting_rule", "position = 1, holiday_shift = 'MAYBE'", Check),
    ("upload", "account_id = #99", Foreign),
    ("reporting_period", "", Unique),
    ("reporting_period", "starts_on = '2027-01-01'", Check),
    ("reporting_period", "starts_on = '2026-02-01', rule_id = #99", Foreign),
    ("duty", "", Unique),
    ("duty", "unit_id = #2, state = 'LATE'", Check),
    ("duty", "unit_id = #2, role = 'HELPER'", Check),
    ("duty", "unit_id = #2, state = 'CANCELLED'", Check),
    ("duty", "unit_id = #2, end_reason = 'ITEM'", Check),
    ("duty", "unit_id = #99", Foreign),
    ("progress_report", "", Unique),
    ("progress_report", "duty_id = #99", Foreign),
    ("progress_report_version", "", Unique),
    ("progress_report_version", "number = 0", Check),
    ("progress_report_version", "number = 2, percent = 101", Check),
    ("progress_report_version", "number = 2, percent = -1", Check),
    ("progress_report_version", "number = 2, decision = 'ACCEPTED'", Check),
    ("progress_report_version", "number = 2, decided_at = @", Check),
    ("progress_report_version", "number = 2, decision = 'RETURNED', decided_at = @", Check),
    ("progress_report_version", "number = 2, decision = 'MAYBE', decided_at = @", Check),
    ("progress_report_version", "number = 2, written_by = #99", Foreign),
    ("opening_status", "item_id = #99", Foreign),
    ("opening_status", "status = 'FINE'", Check),
    ("opening_status", "percent = 101", Check),
    ("progress_report_version", "number = 2, withdrawn_at = @", Check),
    ("progress_report_version", "number = 2, source = 'PAPER'", Check),
    ("progress_report_version", "number = 2, source = 'RUMOUR', received_on = '2026-03-01'", Check),
    ("report_value", "", Unique),
    ("report_value", "version_id = #99", Foreign),
    ("report_value", "target_id = #99", Foreign),
    ("report_copy", "", Unique),
    ("report_copy", "unit_id = #99", Foreign),
    ("submission_receipt", "", Unique),
    ("submission_receipt", "number = 'x', period_id = #99", Foreign),
    ("submission_receipt_line", "", Unique),
    ("submission_receipt_line", "version_id = #99", Foreign),
    ("event", "result = 'MAYBE'", Check),
    ("event_pending", "", Unique),
    ("event_position", "", Unique),
    ("event_position", "position = 2", Unique),
    ("event_position", "position = 2, event_id = #99", Foreign),
    ("regime", "", Unique),
    ("regime", "document_id = #99", Foreign),
    ("regime", "objection_days = 0", Check),
    ("regime", "plan = 'MAYBE'", Check),
    ("holiday", "", Unique),
    ("duty_change", "document_id = #99", Foreign),
    ("day_turn", "", Unique),
    ("idempotency_key", "", Unique),
    ("idempotency_key", "key = 'x', account_id = #99", Foreign),
    ("item_decision", "kind = 'LOST'", Check),
    ("item_decision", "kind = 'CARRIED_OVER'", Check),
    ("item_decision", "successor_item_id = #16", Check),
    ("item_decision", "separate_list = TRUE", Check),
    ("item_decision", "item_id = #99", Foreign),
    ("extension", "", Unique),
    ("extension", "until = '2026-06-30'", Check),
    ("extension", "granted_until = '2026-07-31'", Check),
    ("extension", "state = 'REFUSED'", Check),
    ("extension", "state = 'GRANTED', decided_by = #8, decided_at = @", Check),
    ("extension", "unit_id = #99", Foreign),
    ("closing", "", Unique),
    ("closing", "state = 'RETURNED', decided_by = #8, decided_at = @", Check),
    ("closing", "state = 'CLOSED'", Check),
    ("verification", "method = 'GUESS'", Check),
    ("verification", "closing_id = #99", Foreign),
    ("awaited_figure", "", Unique),
    ("awaited_figure", "value = '1'", Check),
    ("objection", "", Unique),
    ("objection", "kind = 'NONE'", Check),
    ("objection", "state = 'KEPT', decided_by = #8, decided_at = @", Check),
    ("instruction", "state = 'CLOSED'", Check),
    ("instruction", "given = 'DREAMT'", Check),
    ("instruction", "closed_by_office = TRUE", Check),
    ("instruction", "leader_id = #99", Foreign),
    ("instruction_unit", "", Unique),
    ("instruction_answer", "instruction_id = #99", Foreign),
    ("action_plan", "", Unique),
    ("action_plan", "unit_id = #99", Foreign),
    ("action_plan", "unit_id = #2, version = 0", Check),
    ("action_plan_version", "", Unique),
    ("action_plan_version", "number = 2", Unique),
    ("action_plan_version", "number = 0, state = 'LOST'", Check),
    ("action_plan_version", "number = 2, state = 'SUBMITTED'", Check),
    ("action_plan_version", "number = 2, submitted_by = #8, submitted_at = @", Check),
    (
        "action_plan_version",
        "number = 2, state = 'APPROVED', submitted_by = #8, submitted_at = @",
        Check,
    ),
    (
        "action_plan_version",
        "number = 2, state = 'RETURNED', submitted_by = #8, submitted_at = @, decided_by = #8, decided_at = @",
        Check,
    ),
    (
        "action_plan_version",
        "number = 2, state = 'APPROVED', submitted_by = #8, submitted_at = @, decided_by = #8, decided_at = @, recorded = TRUE",
        Check,
    ),
    ("milestone", "plan_id = #99", Foreign),
    ("milestone_line", "", Unique),
    ("milestone_line", "position = 1", Unique),
    ("milestone_line", "version_id = #99", Foreign),
    ("milestone_mark", "milestone_id = #99", Foreign),
    ("regime", "document_id = #99, urge_days_before = 0", Check),
    ("acknowledgement", "unit_id = #99", Foreign),
    ("acknowledgement_item", "", Unique),
    ("acknowledgement_item", "role = 'HELPER'", Check),
    ("acknowledgement_item", "role = 'SUPPORT', item_id = #99", Foreign),
    ("urge", "", Unique),
    ("urge", "day = '2026-03-03', office_id = #99", Foreign),
    ("urge_act", "kind = 'LATE'", Check),
    ("urge_act", "text = NULL", Check),
    ("urge_act", "kind = 'LATE', text = NULL, urged_by = NULL, recipient_unit_id = #3", Check),
    ("urge_act", "urge_id = #99", Foreign),
    ("urge_duty", "", Unique),
    ("urge_duty", "duty_id = #99", Foreign),
    ("duty_change_line", "", Unique),
    ("duty_change_line", "kind = 'MOVED'", Check),
    ("duty_change_line", "due_after = '2026-12-31'", Check),
    ("duty_change_line", "change_id = #99", Foreign),
    ("coordination", "", Unique),
    ("coordination", "report_id = #99, state = 'FORWARDED'", Check),
    ("coordination", "state = 'SETTLED'", Check),
    ("coordination", "report_id = #99", Foreign),
    ("coordination_step", "kind = 'FORWARDED'", Check),
    ("coordination_step", "coordination_id = #99", Foreign),
    ("report_integration", "", Unique),
    ("report_integration", "report_id = #99", Foreign),
    ("unit", "name = 'x', parent_id = #99", Foreign),
    ("handing", "", Unique),
    ("handing", "state = 'ENDED'", Check),
    ("handing", "to_unit_id = #3", Check),
    ("handing", "unit_id = #2, to_unit_id = #3, asks = 'ONCE'", Check),
    ("handing", "unit_id = #2, to_unit_id = #3, asks = 'EACH_PERIOD'", Check),
    ("handing", "unit_id = #2, to_unit_id = #3, days_before = 3", Check),
    ("handing", "unit_id = #2, to_unit_id = #3, item_id = #99", Foreign),
    ("handing_report", "", Unique),
    ("handing_report", "handing_id = #99", Foreign),
    ("handing_report", "period_id = #99", Foreign),
    ("handing_report_version", "", Unique),
    ("handing_report_version", "number = 2", Unique),
    ("handing_report_version", "number = 2, state = 'SUBMITTED'", Check),
    (
        "handing_report_version",
        "number = 2, state = 'RETURNED', submitted_by = #8, submitted_at = @, decided_by = #8, decided_at = @",
        Check,
    ),
];

/// Changes and deletions that no table takes.
const FORBIDDEN: &[(&str, Kept)] = &[
    ("UPDATE progress_report SET submitted_at = @", Check),
    ("UPDATE progress_report SET before = 'SIGNING'", Check),
    ("UPDATE progress_report SET state = 'ACCEPTED'", Check),
    ("UPDATE progress_report SET state = 'LOST'", Check),
    ("DELETE FROM office", Foreign),
    ("DELETE FROM unit", Foreign),
    ("DELETE FROM item", Foreign),
    ("DELETE FROM event", Foreign),
    ("DELETE FROM account", Foreign),
];

/// Statements in the way of writing that a database has for an id.
fn sql(database: &DatabaseConnection, text: &str) -> String {
    let mut parts = text.split('#');
    let mut sql = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        let (number, rest) = part.split_at(end);
        let number: u128 = number.parse().expect("a number");
        let id = uuid::Uuid::from_u128(number);
        match database.get_database_backend() {
            DbBackend::Sqlite => write!(sql, "X'{}'{rest}", id.simple()),
            _ => write!(sql, "'{id}'::uuid{rest}"),
        }
        .expect("a string takes all");
    }
    sql.replace('@', "'2026-03-02 01:00:00+00:00'")
}

async fn execute(database: &DatabaseConnection, text: &str) -> Result<(), DbErr> {
    database.execute_unprepared(&sql(database, text)).await.map(drop)
}

/// A statement that copies the first row of a table with some columns changed.
async fn copy(database: &DatabaseConnection, table: &str, changes: &str) -> String {
    let mut changes: Vec<(&str, &str)> =
        changes.split(", ").filter_map(|change| change.split_once(" = ")).collect();
    let columns: Vec<String> = columns(database, table).await.into_iter().collect();
    if columns.iter().any(|column| column == "id") {
        changes.push(("id", "#98"));
    }
    let values: Vec<&str> = columns
        .iter()
        .map(|column| {
            changes.iter().find(|(name, _)| name == column).map_or(column.as_str(), |c| c.1)
        })
        .collect();
    let (columns, values) = (columns.join(", "), values.join(", "));
    format!("INSERT INTO {table} ({columns}) SELECT {values} FROM {table} LIMIT 1")
}

/// What kept a statement out.
fn kept(error: &DbErr) -> Option<Kept> {
    let text = error.to_string().to_lowercase();
    let words = [
        ("unique constraint", Unique),
        ("foreign key constraint", Foreign),
        ("check constraint", Check),
    ];
    words.into_iter().find(|(word, _)| text.contains(word)).map(|(_, kept)| kept)
}

empty_database_on_both! {
    async fn wrong_rows_are_kept_out(url: &str) {
        let (store, database) = open(url).await;
        store.migrate_up().await.expect("up");
        for (table, row) in ROWS {
            let inserted = execute(&database, &format!("INSERT INTO {table} {row}")).await;
            inserted.unwrap_or_else(|error| panic!("{table}: {error}"));
        }
        for (table, changes, by) in REFUSED {
            let statement = copy(&database, table, changes).await;
            let error = execute(&database, &statement).await.expect_err(&statement);
            assert_eq!(kept(&error), Some(*by), "{table}: {changes}: {error}");
        }
        for (statement, by) in FORBIDDEN {
            let error = execute(&database, statement).await.expect_err(statement);
            assert_eq!(kept(&error), Some(*by), "{statement}: {error}");
        }
        for table in TABLES {
            let count = format!("SELECT CAST(COUNT(*) AS TEXT) FROM {table}");
            let expected = if table == "unit" { "2" } else { "1" };
            assert_eq!(strings(&database, &count).await, [expected.to_owned()].into(), "{table}");
        }
        database.close().await.expect("closed");
        store.close().await.expect("closed");
    }
}
