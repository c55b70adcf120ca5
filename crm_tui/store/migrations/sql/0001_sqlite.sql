CREATE TABLE audit_log (
    id INTEGER NOT NULL,
    at DATETIME NOT NULL,
    actor_id INTEGER,
    actor_login VARCHAR NOT NULL,
    act VARCHAR NOT NULL,
    change VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    row_id VARCHAR NOT NULL,
    digest VARCHAR NOT NULL,
    hash VARCHAR NOT NULL,
    salt VARCHAR,
    content VARCHAR,
    CONSTRAINT pk_audit_log PRIMARY KEY (id)
);

CREATE INDEX ix_audit_log_at ON audit_log (at);

CREATE INDEX ix_audit_log_row ON audit_log (table_name, row_id);

CREATE TABLE audit_head (
    id INTEGER NOT NULL,
    last_id INTEGER NOT NULL,
    hash VARCHAR NOT NULL,
    CONSTRAINT pk_audit_head PRIMARY KEY (id)
);

CREATE TABLE journal_connection (
    id INTEGER NOT NULL,
    opened_at DATETIME NOT NULL,
    closed_at DATETIME,
    closed_how VARCHAR NOT NULL,
    banner VARCHAR NOT NULL,
    holder VARCHAR NOT NULL,
    epoch INTEGER NOT NULL,
    CONSTRAINT pk_journal_connection PRIMARY KEY (id)
);

CREATE TABLE pbx_status (
    id INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    since DATETIME NOT NULL,
    last_packet_at DATETIME,
    CONSTRAINT pk_pbx_status PRIMARY KEY (id)
);

CREATE TABLE contact (
    id INTEGER NOT NULL,
    uuid CHAR(32) NOT NULL,
    full_name VARCHAR NOT NULL,
    email TEXT NOT NULL,
    note VARCHAR NOT NULL,
    search_key TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_contact PRIMARY KEY (id),
    CONSTRAINT uq_contact_uuid UNIQUE (uuid)
);

CREATE INDEX ix_contact_email ON contact (email) WHERE email <> '';

CREATE INDEX ix_contact_prefix ON contact (search_key, id);

CREATE TABLE phone (
    id INTEGER NOT NULL,
    e164 TEXT NOT NULL,
    reversed TEXT NOT NULL,
    CONSTRAINT pk_phone PRIMARY KEY (id),
    CONSTRAINT uq_phone_e164 UNIQUE (e164)
);

CREATE INDEX ix_phone_reversed ON phone (reversed);

CREATE TABLE employee (
    id INTEGER NOT NULL,
    login TEXT NOT NULL,
    full_name VARCHAR NOT NULL,
    department VARCHAR(40),
    password_hash VARCHAR,
    os_login TEXT,
    active BOOLEAN NOT NULL,
    failed_tries INTEGER NOT NULL,
    locked_until DATETIME,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_employee PRIMARY KEY (id),
    CONSTRAINT uq_employee_login UNIQUE (login),
    CONSTRAINT ck_employee_department CHECK (department IN ('dept_sales', 'dept_support', 'dept_kep')),
    CONSTRAINT uq_employee_os_login UNIQUE (os_login)
);

CREATE TABLE own_entity (
    id INTEGER NOT NULL,
    short_name VARCHAR NOT NULL,
    full_name VARCHAR NOT NULL,
    tax_code TEXT NOT NULL,
    vat_number VARCHAR,
    iban VARCHAR,
    address VARCHAR NOT NULL,
    phone VARCHAR NOT NULL,
    active BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_own_entity PRIMARY KEY (id)
);

CREATE TABLE setting (
    "key" VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    CONSTRAINT pk_setting PRIMARY KEY ("key")
);

CREATE TABLE lease (
    name VARCHAR NOT NULL,
    holder VARCHAR NOT NULL,
    epoch INTEGER NOT NULL,
    taken_at DATETIME NOT NULL,
    renewed_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL,
    CONSTRAINT pk_lease PRIMARY KEY (name)
);

CREATE TABLE extension_state (
    extension TEXT NOT NULL,
    state VARCHAR(40) NOT NULL,
    since DATETIME NOT NULL,
    CONSTRAINT pk_extension_state PRIMARY KEY (extension),
    CONSTRAINT ck_extension_state_presencestate CHECK (state IN ('free', 'ringing', 'talking', 'on_hold', 'do_not_disturb', 'paused', 'away', 'unknown'))
);

CREATE TABLE queue_state (
    queue TEXT NOT NULL,
    CONSTRAINT pk_queue_state PRIMARY KEY (queue)
);

CREATE TABLE queue_member (
    queue TEXT NOT NULL,
    interface TEXT NOT NULL,
    extension TEXT NOT NULL,
    name VARCHAR NOT NULL,
    state VARCHAR(40) NOT NULL,
    paused BOOLEAN NOT NULL,
    pause_reason VARCHAR NOT NULL,
    CONSTRAINT pk_queue_member PRIMARY KEY (queue, interface),
    CONSTRAINT ck_queue_member_presencestate CHECK (state IN ('free', 'ringing', 'talking', 'on_hold', 'do_not_disturb', 'paused', 'away', 'unknown'))
);

CREATE TABLE queue_waiting (
    queue TEXT NOT NULL,
    channel_uid TEXT NOT NULL,
    call_key TEXT NOT NULL,
    number VARCHAR NOT NULL,
    entered_at DATETIME NOT NULL,
    CONSTRAINT pk_queue_waiting PRIMARY KEY (queue, channel_uid)
);

CREATE TABLE service (
    id INTEGER NOT NULL,
    code TEXT NOT NULL,
    name VARCHAR NOT NULL,
    "group" VARCHAR(40) NOT NULL,
    parent_id INTEGER,
    has_term BOOLEAN NOT NULL,
    reminder_days INTEGER NOT NULL,
    active BOOLEAN NOT NULL,
    search_key TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_service PRIMARY KEY (id),
    CONSTRAINT uq_service_code UNIQUE (code),
    CONSTRAINT ck_service_servicegroup CHECK ("group" IN ('medoc', 'bas', 'prro', 'kep', 'support', 'other')),
    CONSTRAINT fk_service_parent_id FOREIGN KEY(parent_id) REFERENCES service (id)
);

CREATE INDEX ix_service_parent_id ON service (parent_id);

CREATE TABLE journal (
    id INTEGER NOT NULL,
    connection_id INTEGER NOT NULL,
    at DATETIME NOT NULL,
    packet VARCHAR NOT NULL,
    CONSTRAINT pk_journal PRIMARY KEY (id),
    CONSTRAINT fk_journal_connection_id FOREIGN KEY(connection_id) REFERENCES journal_connection (id)
);

CREATE INDEX ix_journal_at ON journal (at);

CREATE INDEX ix_journal_connection_id ON journal (connection_id);

CREATE TABLE client (
    id INTEGER NOT NULL,
    uuid CHAR(32) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    tax_code TEXT,
    full_name VARCHAR NOT NULL,
    short_name VARCHAR NOT NULL,
    legal_form VARCHAR NOT NULL,
    vat_number VARCHAR,
    region VARCHAR,
    legal_address VARCHAR NOT NULL,
    mail_address VARCHAR NOT NULL,
    email TEXT NOT NULL,
    site VARCHAR NOT NULL,
    head_name VARCHAR NOT NULL,
    head_position VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    search_key TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by_id INTEGER,
    deleted_at DATETIME,
    merged_into_id INTEGER,
    CONSTRAINT pk_client PRIMARY KEY (id),
    CONSTRAINT uq_client_uuid UNIQUE (uuid),
    CONSTRAINT ck_client_clientkind CHECK (kind IN ('legal_entity', 'sole_trader', 'private_person', 'budget_institution')),
    CONSTRAINT fk_client_created_by_id FOREIGN KEY(created_by_id) REFERENCES employee (id),
    CONSTRAINT fk_client_merged_into_id FOREIGN KEY(merged_into_id) REFERENCES client (id)
);

CREATE INDEX ix_client_created_by_id ON client (created_by_id);

CREATE INDEX ix_client_email ON client (email) WHERE email <> '';

CREATE INDEX ix_client_list ON client (sort_key, id) WHERE deleted_at IS NULL;

CREATE INDEX ix_client_merged_into_id ON client (merged_into_id);

CREATE INDEX ix_client_prefix ON client (search_key, id);

CREATE INDEX ix_client_tax_code ON client (tax_code);

CREATE TABLE contact_phone (
    id INTEGER NOT NULL,
    contact_id INTEGER NOT NULL,
    phone_id INTEGER NOT NULL,
    kind VARCHAR(40) NOT NULL,
    as_typed VARCHAR NOT NULL,
    extension VARCHAR NOT NULL,
    CONSTRAINT pk_contact_phone PRIMARY KEY (id),
    CONSTRAINT uq_contact_phone_contact_id_phone_id UNIQUE (contact_id, phone_id),
    CONSTRAINT fk_contact_phone_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id),
    CONSTRAINT fk_contact_phone_phone_id FOREIGN KEY(phone_id) REFERENCES phone (id),
    CONSTRAINT ck_contact_phone_phonekind CHECK (kind IN ('mobile', 'work', 'home', 'other'))
);

CREATE INDEX ix_contact_phone_phone_id ON contact_phone (phone_id);

CREATE TABLE import_run (
    id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    state VARCHAR(40) NOT NULL,
    lines_done INTEGER NOT NULL,
    counts VARCHAR NOT NULL,
    employee_id INTEGER,
    started_at DATETIME NOT NULL,
    finished_at DATETIME,
    undone_at DATETIME,
    CONSTRAINT pk_import_run PRIMARY KEY (id),
    CONSTRAINT ck_import_run_importstate CHECK (state IN ('running', 'done', 'undone')),
    CONSTRAINT fk_import_run_employee_id FOREIGN KEY(employee_id) REFERENCES employee (id)
);

CREATE INDEX ix_import_run_content_hash ON import_run (content_hash);

CREATE INDEX ix_import_run_employee_id ON import_run (employee_id);

CREATE TABLE employee_role (
    employee_id INTEGER NOT NULL,
    role VARCHAR(40) NOT NULL,
    CONSTRAINT pk_employee_role PRIMARY KEY (employee_id, role),
    CONSTRAINT fk_employee_role_employee_id FOREIGN KEY(employee_id) REFERENCES employee (id),
    CONSTRAINT ck_employee_role_role CHECK (role IN ('operator', 'specialist', 'manager', 'head', 'registration_administrator', 'accountant', 'admin'))
);

CREATE TABLE employee_extension (
    extension TEXT NOT NULL,
    employee_id INTEGER NOT NULL,
    CONSTRAINT pk_employee_extension PRIMARY KEY (extension),
    CONSTRAINT fk_employee_extension_employee_id FOREIGN KEY(employee_id) REFERENCES employee (id)
);

CREATE INDEX ix_employee_extension_employee_id ON employee_extension (employee_id);

CREATE TABLE employee_setting (
    employee_id INTEGER NOT NULL,
    "key" VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    CONSTRAINT pk_employee_setting PRIMARY KEY (employee_id, "key"),
    CONSTRAINT fk_employee_setting_employee_id FOREIGN KEY(employee_id) REFERENCES employee (id)
);

CREATE TABLE document_series (
    id INTEGER NOT NULL,
    own_entity_id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    year INTEGER NOT NULL,
    prefix VARCHAR NOT NULL,
    last_number INTEGER NOT NULL,
    CONSTRAINT pk_document_series PRIMARY KEY (id),
    CONSTRAINT uq_document_series_own_entity_id_kind_year UNIQUE (own_entity_id, kind, year),
    CONSTRAINT fk_document_series_own_entity_id FOREIGN KEY(own_entity_id) REFERENCES own_entity (id)
);

CREATE INDEX ix_document_series_own_entity_id ON document_series (own_entity_id);

CREATE TABLE draft (
    id INTEGER NOT NULL,
    employee_id INTEGER NOT NULL,
    form VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    body VARCHAR NOT NULL,
    updated_at DATETIME NOT NULL,
    CONSTRAINT pk_draft PRIMARY KEY (id),
    CONSTRAINT uq_draft_employee_id_form_subject UNIQUE (employee_id, form, subject),
    CONSTRAINT fk_draft_employee_id FOREIGN KEY(employee_id) REFERENCES employee (id)
);

CREATE INDEX ix_draft_employee_id ON draft (employee_id);

CREATE TABLE blocked_number (
    e164 TEXT NOT NULL,
    reason VARCHAR NOT NULL,
    employee_id INTEGER,
    blocked_at DATETIME NOT NULL,
    CONSTRAINT pk_blocked_number PRIMARY KEY (e164),
    CONSTRAINT fk_blocked_number_employee_id FOREIGN KEY(employee_id) REFERENCES employee (id)
);

CREATE INDEX ix_blocked_number_employee_id ON blocked_number (employee_id);

CREATE TABLE call (
    id INTEGER NOT NULL,
    uuid CHAR(32) NOT NULL,
    "key" TEXT NOT NULL,
    direction VARCHAR(40) NOT NULL,
    number VARCHAR NOT NULL,
    e164 TEXT,
    caller_name VARCHAR NOT NULL,
    did VARCHAR NOT NULL,
    trunk VARCHAR NOT NULL,
    queue VARCHAR NOT NULL,
    started_at DATETIME NOT NULL,
    answered_at DATETIME,
    ended_at DATETIME,
    ending VARCHAR(40) NOT NULL,
    result VARCHAR(40) NOT NULL,
    source VARCHAR(40) NOT NULL,
    wait_ms INTEGER NOT NULL,
    talk_ms INTEGER NOT NULL,
    lost_after_transfer BOOLEAN NOT NULL,
    picked_up_by VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    client_id INTEGER,
    contact_id INTEGER,
    certainty VARCHAR(40) NOT NULL,
    dialled_by VARCHAR NOT NULL,
    dialled_by_id INTEGER,
    handled_at DATETIME,
    handled_by_id INTEGER,
    handled_call_id INTEGER,
    CONSTRAINT pk_call PRIMARY KEY (id),
    CONSTRAINT uq_call_uuid UNIQUE (uuid),
    CONSTRAINT uq_call_key UNIQUE ("key"),
    CONSTRAINT ck_call_direction CHECK (direction IN ('in', 'out')),
    CONSTRAINT ck_call_callending CHECK (ending IN ('running', 'ended', 'unknown')),
    CONSTRAINT ck_call_callresult CHECK (result IN ('ringing', 'talking', 'answered', 'missed', 'not_answered', 'operator_did_not_pick_up', 'originate_failed')),
    CONSTRAINT ck_call_callsource CHECK (source IN ('heard', 'cel', 'cdr')),
    CONSTRAINT fk_call_client_id FOREIGN KEY(client_id) REFERENCES client (id),
    CONSTRAINT fk_call_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id),
    CONSTRAINT ck_call_clientcertainty CHECK (certainty IN ('none', 'only', 'remembered', 'chosen', 'dialled')),
    CONSTRAINT fk_call_dialled_by_id FOREIGN KEY(dialled_by_id) REFERENCES employee (id),
    CONSTRAINT fk_call_handled_by_id FOREIGN KEY(handled_by_id) REFERENCES employee (id),
    CONSTRAINT fk_call_handled_call_id FOREIGN KEY(handled_call_id) REFERENCES call (id)
);

CREATE INDEX ix_call_client ON call (client_id, started_at);

CREATE INDEX ix_call_contact_id ON call (contact_id);

CREATE INDEX ix_call_dialled_by_id ON call (dialled_by_id);

CREATE INDEX ix_call_e164 ON call (e164, started_at);

CREATE INDEX ix_call_handled_by_id ON call (handled_by_id);

CREATE INDEX ix_call_handled_call_id ON call (handled_call_id);

CREATE INDEX ix_call_missed ON call (result, handled_at, started_at) WHERE result = 'missed' AND handled_at IS NULL;

CREATE INDEX ix_call_result ON call (result, started_at);

CREATE INDEX ix_call_started_at ON call (started_at, id);

CREATE TABLE client_field_source (
    client_id INTEGER NOT NULL,
    field VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    at DATETIME NOT NULL,
    employee_id INTEGER,
    CONSTRAINT pk_client_field_source PRIMARY KEY (client_id, field),
    CONSTRAINT fk_client_field_source_client_id FOREIGN KEY(client_id) REFERENCES client (id),
    CONSTRAINT fk_client_field_source_employee_id FOREIGN KEY(employee_id) REFERENCES employee (id)
);

CREATE INDEX ix_client_field_source_employee_id ON client_field_source (employee_id);

CREATE TABLE warning (
    id INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    pinned BOOLEAN NOT NULL,
    author_id INTEGER,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    ended_at DATETIME,
    CONSTRAINT pk_warning PRIMARY KEY (id),
    CONSTRAINT fk_warning_client_id FOREIGN KEY(client_id) REFERENCES client (id),
    CONSTRAINT fk_warning_author_id FOREIGN KEY(author_id) REFERENCES employee (id)
);

CREATE INDEX ix_warning_author_id ON warning (author_id);

CREATE INDEX ix_warning_client_id ON warning (client_id);

CREATE TABLE client_contact (
    id INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    contact_id INTEGER NOT NULL,
    position VARCHAR NOT NULL,
    main BOOLEAN NOT NULL,
    CONSTRAINT pk_client_contact PRIMARY KEY (id),
    CONSTRAINT uq_client_contact_client_id_contact_id UNIQUE (client_id, contact_id),
    CONSTRAINT fk_client_contact_client_id FOREIGN KEY(client_id) REFERENCES client (id),
    CONSTRAINT fk_client_contact_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_client_contact_contact_id ON client_contact (contact_id);

CREATE TABLE caller_choice (
    e164 TEXT NOT NULL,
    client_id INTEGER NOT NULL,
    contact_id INTEGER,
    employee_id INTEGER,
    chosen_at DATETIME NOT NULL,
    CONSTRAINT pk_caller_choice PRIMARY KEY (e164),
    CONSTRAINT fk_caller_choice_client_id FOREIGN KEY(client_id) REFERENCES client (id),
    CONSTRAINT fk_caller_choice_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id),
    CONSTRAINT fk_caller_choice_employee_id FOREIGN KEY(employee_id) REFERENCES employee (id)
);

CREATE INDEX ix_caller_choice_client_id ON caller_choice (client_id);

CREATE INDEX ix_caller_choice_contact_id ON caller_choice (contact_id);

CREATE INDEX ix_caller_choice_employee_id ON caller_choice (employee_id);

CREATE TABLE client_merge (
    id INTEGER NOT NULL,
    kept_id INTEGER NOT NULL,
    merged_id INTEGER NOT NULL,
    moved VARCHAR NOT NULL,
    employee_id INTEGER,
    merged_at DATETIME NOT NULL,
    undone_at DATETIME,
    CONSTRAINT pk_client_merge PRIMARY KEY (id),
    CONSTRAINT fk_client_merge_kept_id FOREIGN KEY(kept_id) REFERENCES client (id),
    CONSTRAINT fk_client_merge_merged_id FOREIGN KEY(merged_id) REFERENCES client (id),
    CONSTRAINT fk_client_merge_employee_id FOREIGN KEY(employee_id) REFERENCES employee (id)
);

CREATE INDEX ix_client_merge_employee_id ON client_merge (employee_id);

CREATE INDEX ix_client_merge_kept_id ON client_merge (kept_id);

CREATE INDEX ix_client_merge_merged_id ON client_merge (merged_id);

CREATE TABLE import_row (
    id INTEGER NOT NULL,
    run_id INTEGER NOT NULL,
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    line INTEGER NOT NULL,
    client_id INTEGER,
    made VARCHAR NOT NULL,
    CONSTRAINT pk_import_row PRIMARY KEY (id),
    CONSTRAINT uq_import_row_source_external_id UNIQUE (source, external_id),
    CONSTRAINT fk_import_row_run_id FOREIGN KEY(run_id) REFERENCES import_run (id),
    CONSTRAINT fk_import_row_client_id FOREIGN KEY(client_id) REFERENCES client (id)
);

CREATE INDEX ix_import_row_client_id ON import_row (client_id);

CREATE INDEX ix_import_row_run_id ON import_row (run_id);

CREATE TABLE client_service (
    id INTEGER NOT NULL,
    uuid CHAR(32) NOT NULL,
    client_id INTEGER NOT NULL,
    service_id INTEGER NOT NULL,
    manager_id INTEGER,
    valid_from DATE,
    valid_to DATE,
    note VARCHAR NOT NULL,
    claimed_at DATETIME,
    ended_at DATETIME,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_client_service PRIMARY KEY (id),
    CONSTRAINT ck_client_service_term_order CHECK (valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to),
    CONSTRAINT uq_client_service_uuid UNIQUE (uuid),
    CONSTRAINT fk_client_service_client_id FOREIGN KEY(client_id) REFERENCES client (id),
    CONSTRAINT fk_client_service_service_id FOREIGN KEY(service_id) REFERENCES service (id),
    CONSTRAINT fk_client_service_manager_id FOREIGN KEY(manager_id) REFERENCES employee (id)
);

CREATE INDEX ix_client_service_client ON client_service (client_id, service_id);

CREATE INDEX ix_client_service_manager ON client_service (manager_id, valid_to);

CREATE INDEX ix_client_service_service_id ON client_service (service_id);

CREATE INDEX ix_client_service_valid_to ON client_service (valid_to);

CREATE TABLE ring (
    id INTEGER NOT NULL,
    call_id INTEGER NOT NULL,
    channel_uid TEXT NOT NULL,
    extension TEXT NOT NULL,
    employee_id INTEGER,
    state VARCHAR(40) NOT NULL,
    began_at DATETIME NOT NULL,
    ended_at DATETIME,
    answered_by VARCHAR NOT NULL,
    screen VARCHAR,
    claimed_at DATETIME,
    painted_at DATETIME,
    CONSTRAINT pk_ring PRIMARY KEY (id),
    CONSTRAINT uq_ring_call_id_channel_uid UNIQUE (call_id, channel_uid),
    CONSTRAINT fk_ring_call_id FOREIGN KEY(call_id) REFERENCES call (id),
    CONSTRAINT fk_ring_employee_id FOREIGN KEY(employee_id) REFERENCES employee (id),
    CONSTRAINT ck_ring_ringstate CHECK (state IN ('ringing', 'answered', 'answered_elsewhere', 'missed'))
);

CREATE INDEX ix_ring_employee ON ring (employee_id, state);

CREATE TABLE call_transfer (
    id INTEGER NOT NULL,
    call_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    kind VARCHAR(40) NOT NULL,
    by_extension VARCHAR NOT NULL,
    to_extension VARCHAR NOT NULL,
    by_employee_id INTEGER,
    to_employee_id INTEGER,
    at DATETIME NOT NULL,
    CONSTRAINT pk_call_transfer PRIMARY KEY (id),
    CONSTRAINT uq_call_transfer_call_id_position UNIQUE (call_id, position),
    CONSTRAINT fk_call_transfer_call_id FOREIGN KEY(call_id) REFERENCES call (id),
    CONSTRAINT ck_call_transfer_transferkind CHECK (kind IN ('blind', 'attended')),
    CONSTRAINT fk_call_transfer_by_employee_id FOREIGN KEY(by_employee_id) REFERENCES employee (id),
    CONSTRAINT fk_call_transfer_to_employee_id FOREIGN KEY(to_employee_id) REFERENCES employee (id)
);

CREATE INDEX ix_call_transfer_by_employee_id ON call_transfer (by_employee_id);

CREATE INDEX ix_call_transfer_to_employee_id ON call_transfer (to_employee_id);

CREATE TABLE call_move (
    id INTEGER NOT NULL,
    call_id INTEGER NOT NULL,
    from_client_id INTEGER,
    to_client_id INTEGER NOT NULL,
    from_service_id INTEGER,
    to_service_id INTEGER,
    reason VARCHAR NOT NULL,
    employee_id INTEGER,
    moved_at DATETIME NOT NULL,
    CONSTRAINT pk_call_move PRIMARY KEY (id),
    CONSTRAINT fk_call_move_call_id FOREIGN KEY(call_id) REFERENCES call (id),
    CONSTRAINT fk_call_move_from_client_id FOREIGN KEY(from_client_id) REFERENCES client (id),
    CONSTRAINT fk_call_move_to_client_id FOREIGN KEY(to_client_id) REFERENCES client (id),
    CONSTRAINT fk_call_move_from_service_id FOREIGN KEY(from_service_id) REFERENCES service (id),
    CONSTRAINT fk_call_move_to_service_id FOREIGN KEY(to_service_id) REFERENCES service (id),
    CONSTRAINT fk_call_move_employee_id FOREIGN KEY(employee_id) REFERENCES employee (id)
);

CREATE INDEX ix_call_move_call_id ON call_move (call_id);

CREATE INDEX ix_call_move_employee_id ON call_move (employee_id);

CREATE INDEX ix_call_move_from_client_id ON call_move (from_client_id);

CREATE INDEX ix_call_move_from_service_id ON call_move (from_service_id);

CREATE INDEX ix_call_move_to_client_id ON call_move (to_client_id);

CREATE INDEX ix_call_move_to_service_id ON call_move (to_service_id);

CREATE TABLE talk (
    id INTEGER NOT NULL,
    uuid CHAR(32) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    state VARCHAR(40) NOT NULL,
    direction VARCHAR(40) NOT NULL,
    client_id INTEGER,
    contact_id INTEGER,
    service_id INTEGER,
    call_id INTEGER,
    author_id INTEGER NOT NULL,
    work VARCHAR(40),
    result VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    started_at DATETIME NOT NULL,
    talk_ms INTEGER NOT NULL,
    saved_at DATETIME,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_talk PRIMARY KEY (id),
    CONSTRAINT ck_talk_saved_has_client CHECK (state = 'draft' OR client_id IS NOT NULL),
    CONSTRAINT ck_talk_sale_has_service CHECK (state = 'draft' OR kind <> 'sale' OR service_id IS NOT NULL),
    CONSTRAINT ck_talk_saved_has_time CHECK (state = 'draft' OR saved_at IS NOT NULL),
    CONSTRAINT ck_talk_work_has_no_call CHECK (work IS NULL OR (call_id IS NULL AND talk_ms > 0)),
    CONSTRAINT uq_talk_uuid UNIQUE (uuid),
    CONSTRAINT ck_talk_talkkind CHECK (kind IN ('sale', 'support')),
    CONSTRAINT ck_talk_talkstate CHECK (state IN ('draft', 'saved')),
    CONSTRAINT ck_talk_direction CHECK (direction IN ('in', 'out')),
    CONSTRAINT fk_talk_client_id FOREIGN KEY(client_id) REFERENCES client (id),
    CONSTRAINT fk_talk_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id),
    CONSTRAINT fk_talk_service_id FOREIGN KEY(service_id) REFERENCES service (id),
    CONSTRAINT fk_talk_call_id FOREIGN KEY(call_id) REFERENCES call (id),
    CONSTRAINT fk_talk_author_id FOREIGN KEY(author_id) REFERENCES employee (id),
    CONSTRAINT ck_talk_workkind CHECK (work IN ('visit', 'remote'))
);

CREATE INDEX ix_talk_author ON talk (author_id, started_at);

CREATE INDEX ix_talk_call ON talk (call_id, author_id);

CREATE INDEX ix_talk_client ON talk (client_id, started_at);

CREATE INDEX ix_talk_client_service ON talk (client_id, service_id, started_at);

CREATE INDEX ix_talk_contact_id ON talk (contact_id);

CREATE INDEX ix_talk_draft ON talk (author_id) WHERE state = 'draft';

CREATE INDEX ix_talk_service_id ON talk (service_id);

CREATE INDEX ix_talk_started_at ON talk (started_at, id);

CREATE TABLE call_leg (
    id INTEGER NOT NULL,
    call_id INTEGER NOT NULL,
    channel_uid TEXT NOT NULL,
    extension TEXT NOT NULL,
    employee_id INTEGER,
    began_at DATETIME NOT NULL,
    talk_began_at DATETIME,
    ended_at DATETIME,
    talk_ms INTEGER NOT NULL,
    hold_ms INTEGER NOT NULL,
    talk_id INTEGER,
    CONSTRAINT pk_call_leg PRIMARY KEY (id),
    CONSTRAINT uq_call_leg_call_id_channel_uid UNIQUE (call_id, channel_uid),
    CONSTRAINT fk_call_leg_call_id FOREIGN KEY(call_id) REFERENCES call (id),
    CONSTRAINT fk_call_leg_employee_id FOREIGN KEY(employee_id) REFERENCES employee (id),
    CONSTRAINT fk_call_leg_talk_id FOREIGN KEY(talk_id) REFERENCES talk (id)
);

CREATE INDEX ix_call_leg_employee ON call_leg (employee_id, began_at);

CREATE INDEX ix_call_leg_talk ON call_leg (talk_id) WHERE talk_id IS NOT NULL;

CREATE INDEX ix_call_leg_untold ON call_leg (began_at, id) WHERE talk_id IS NULL AND talk_ms > 0 AND employee_id IS NOT NULL;

CREATE TABLE task (
    id INTEGER NOT NULL,
    uuid CHAR(32) NOT NULL,
    client_id INTEGER,
    contact_id INTEGER,
    service_id INTEGER,
    talk_id INTEGER,
    author_id INTEGER,
    assignee_id INTEGER,
    title VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    due_on DATE NOT NULL,
    stage VARCHAR(40) NOT NULL,
    done_at DATETIME,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_task PRIMARY KEY (id),
    CONSTRAINT uq_task_uuid UNIQUE (uuid),
    CONSTRAINT fk_task_client_id FOREIGN KEY(client_id) REFERENCES client (id),
    CONSTRAINT fk_task_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id),
    CONSTRAINT fk_task_service_id FOREIGN KEY(service_id) REFERENCES service (id),
    CONSTRAINT fk_task_talk_id FOREIGN KEY(talk_id) REFERENCES talk (id),
    CONSTRAINT fk_task_author_id FOREIGN KEY(author_id) REFERENCES employee (id),
    CONSTRAINT fk_task_assignee_id FOREIGN KEY(assignee_id) REFERENCES employee (id),
    CONSTRAINT ck_task_taskstage CHECK (stage IN ('new', 'offer', 'invoice', 'done', 'refused'))
);

CREATE INDEX ix_task_assignee ON task (assignee_id, due_on);

CREATE INDEX ix_task_author_id ON task (author_id);

CREATE INDEX ix_task_client ON task (client_id, due_on);

CREATE INDEX ix_task_contact_id ON task (contact_id);

CREATE INDEX ix_task_service_id ON task (service_id);

CREATE INDEX ix_task_talk_id ON task (talk_id);

CREATE TABLE pbx_command (
    id INTEGER NOT NULL,
    uuid CHAR(32) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    state VARCHAR(40) NOT NULL,
    outcome VARCHAR(40),
    detail VARCHAR NOT NULL,
    employee_id INTEGER,
    extension TEXT NOT NULL,
    channel_uid TEXT NOT NULL,
    digits VARCHAR NOT NULL,
    e164 TEXT,
    to_employee_id INTEGER,
    call_id INTEGER,
    client_id INTEGER,
    contact_id INTEGER,
    task_id INTEGER,
    talk_id INTEGER,
    live_number TEXT,
    live_client_id INTEGER,
    epoch INTEGER NOT NULL,
    asked_at DATETIME NOT NULL,
    sent_at DATETIME,
    done_at DATETIME,
    CONSTRAINT pk_pbx_command PRIMARY KEY (id),
    CONSTRAINT uq_pbx_command_uuid UNIQUE (uuid),
    CONSTRAINT ck_pbx_command_commandkind CHECK (kind IN ('dial', 'blind_transfer', 'attended_transfer', 'complete_transfer', 'cancel_transfer', 'hang_up', 'refuse_caller')),
    CONSTRAINT ck_pbx_command_commandstate CHECK (state IN ('asked', 'sent', 'done', 'failed')),
    CONSTRAINT ck_pbx_command_commandoutcome CHECK (outcome IN ('done', 'answered', 'busy', 'no_answer', 'refused', 'given_up', 'unreachable', 'phone_refused', 'phone_no_answer', 'bad_channel', 'returned', 'returned_busy', 'returned_no_answer', 'lost', 'client_gone', 'no_channel', 'no_line', 'stale', 'in_doubt', 'pbx_refused')),
    CONSTRAINT fk_pbx_command_employee_id FOREIGN KEY(employee_id) REFERENCES employee (id),
    CONSTRAINT fk_pbx_command_to_employee_id FOREIGN KEY(to_employee_id) REFERENCES employee (id),
    CONSTRAINT fk_pbx_command_call_id FOREIGN KEY(call_id) REFERENCES call (id),
    CONSTRAINT fk_pbx_command_client_id FOREIGN KEY(client_id) REFERENCES client (id),
    CONSTRAINT fk_pbx_command_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id),
    CONSTRAINT fk_pbx_command_task_id FOREIGN KEY(task_id) REFERENCES task (id),
    CONSTRAINT fk_pbx_command_talk_id FOREIGN KEY(talk_id) REFERENCES talk (id),
    CONSTRAINT uq_pbx_command_live_number UNIQUE (live_number),
    CONSTRAINT uq_pbx_command_live_client_id UNIQUE (live_client_id)
);

CREATE INDEX ix_pbx_command_call_id ON pbx_command (call_id);

CREATE INDEX ix_pbx_command_channel_uid ON pbx_command (channel_uid);

CREATE INDEX ix_pbx_command_client_id ON pbx_command (client_id);

CREATE INDEX ix_pbx_command_contact_id ON pbx_command (contact_id);

CREATE INDEX ix_pbx_command_employee_id ON pbx_command (employee_id);

CREATE INDEX ix_pbx_command_state ON pbx_command (state);

CREATE INDEX ix_pbx_command_talk_id ON pbx_command (talk_id);

CREATE INDEX ix_pbx_command_task_id ON pbx_command (task_id);

CREATE INDEX ix_pbx_command_to_employee_id ON pbx_command (to_employee_id);
