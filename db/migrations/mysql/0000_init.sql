CREATE TABLE `allocations` (
	`id` varchar(36) NOT NULL,
	`user_id` varchar(36) NOT NULL,
	`course_id` varchar(36) NOT NULL,
	`term_id` varchar(36) NOT NULL,
	`position` varchar(32) NOT NULL,
	`quarters` int NOT NULL,
	`agreed_quarters` int,
	`state` varchar(32) NOT NULL,
	`source` varchar(32) NOT NULL,
	`application_id` varchar(36),
	`live_key` varchar(90),
	`override_reason` varchar(1000),
	`offered_at` bigint,
	`answer_by` bigint,
	`answered_at` bigint,
	`first_accepted_at` bigint,
	`reminded_at` bigint,
	`decline_reason` varchar(1000),
	`ended_at` bigint,
	`end_reason` varchar(1000),
	`created_by` varchar(36),
	`version` int NOT NULL DEFAULT 1,
	`created_at` bigint NOT NULL,
	`updated_at` bigint NOT NULL,
	CONSTRAINT `allocations_id` PRIMARY KEY(`id`),
	CONSTRAINT `allocations_live` UNIQUE(`live_key`)
);
--> statement-breakpoint
CREATE TABLE `hour_allowances` (
	`allocation_id` varchar(36) NOT NULL,
	`quarters` int NOT NULL,
	`reason` varchar(1000) NOT NULL,
	`granted_by` varchar(36) NOT NULL,
	`version` int NOT NULL DEFAULT 1,
	`updated_at` bigint NOT NULL,
	CONSTRAINT `hour_allowances_allocation_id` PRIMARY KEY(`allocation_id`)
);
--> statement-breakpoint
CREATE TABLE `timesheet_lines` (
	`id` varchar(36) NOT NULL,
	`timesheet_id` varchar(36) NOT NULL,
	`day` varchar(10) NOT NULL,
	`quarters` int NOT NULL,
	`activity` varchar(32) NOT NULL,
	`note` varchar(500),
	CONSTRAINT `timesheet_lines_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `timesheets` (
	`id` varchar(36) NOT NULL,
	`allocation_id` varchar(36) NOT NULL,
	`payday_id` varchar(36) NOT NULL,
	`user_id` varchar(36) NOT NULL,
	`course_id` varchar(36) NOT NULL,
	`term_id` varchar(36) NOT NULL,
	`position` varchar(32) NOT NULL,
	`state` varchar(32) NOT NULL,
	`late` boolean NOT NULL DEFAULT false,
	`quarters` int NOT NULL DEFAULT 0,
	`submitted_at` bigint,
	`decided_at` bigint,
	`decided_by` varchar(36),
	`return_reason` varchar(1000),
	`on_behalf_by` varchar(36),
	`version` int NOT NULL DEFAULT 1,
	`created_at` bigint NOT NULL,
	`updated_at` bigint NOT NULL,
	CONSTRAINT `timesheets_id` PRIMARY KEY(`id`),
	CONSTRAINT `timesheets_one` UNIQUE(`allocation_id`,`payday_id`)
);
--> statement-breakpoint
CREATE TABLE `application_drafts` (
	`application_id` varchar(36) NOT NULL,
	`answers` mediumtext NOT NULL,
	`base` varchar(64),
	`updated_at` bigint NOT NULL,
	`updated_by` varchar(36),
	CONSTRAINT `application_drafts_application_id` PRIMARY KEY(`application_id`)
);
--> statement-breakpoint
CREATE TABLE `application_notes` (
	`id` varchar(36) NOT NULL,
	`application_id` varchar(36) NOT NULL,
	`author_id` varchar(36) NOT NULL,
	`body` mediumtext NOT NULL,
	`created_at` bigint NOT NULL,
	CONSTRAINT `application_notes_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `applications` (
	`id` varchar(36) NOT NULL,
	`student_id` varchar(36) NOT NULL,
	`term_id` varchar(36) NOT NULL,
	`position` varchar(32) NOT NULL,
	`state` varchar(32) NOT NULL,
	`decision` varchar(32),
	`live_key` varchar(90),
	`name` varchar(200),
	`upi` varchar(16),
	`auid` varchar(9),
	`email` varchar(254),
	`overseas` boolean,
	`returning` boolean,
	`citizen_or_resident` boolean,
	`valid_visa` boolean,
	`enrolment_details` varchar(500),
	`degree_level` varchar(32),
	`other_contracts` boolean,
	`other_contracts_text` varchar(500),
	`other_contract_quarters` int,
	`max_week_quarters` int,
	`gpa_hundredths` int,
	`cv_file_id` varchar(36),
	`transcript_file_id` varchar(36),
	`preferred_gpa_hundredths` int,
	`steps_saved` mediumtext NOT NULL,
	`search_text` varchar(700) NOT NULL,
	`sort_name` varchar(200) NOT NULL,
	`submitted_at` bigint,
	`edited_at` bigint,
	`withdrawn_at` bigint,
	`decided_at` bigint,
	`decided_by` varchar(36),
	`note_to_student` varchar(1000),
	`internal_reason` varchar(1000),
	`published_at` bigint,
	`publication_id` varchar(36),
	`version` int NOT NULL DEFAULT 1,
	`created_at` bigint NOT NULL,
	`updated_at` bigint NOT NULL,
	`updated_by` varchar(36),
	CONSTRAINT `applications_id` PRIMARY KEY(`id`),
	CONSTRAINT `applications_live` UNIQUE(`live_key`)
);
--> statement-breakpoint
CREATE TABLE `bulk_decided` (
	`id` varchar(36) NOT NULL,
	`bulk_id` varchar(36) NOT NULL,
	`application_id` varchar(36) NOT NULL,
	`version` int NOT NULL,
	`before` mediumtext NOT NULL,
	`proposals` mediumtext NOT NULL,
	`broken` mediumtext NOT NULL,
	`decided_by` varchar(36) NOT NULL,
	`decided_at` bigint NOT NULL,
	`undone_at` bigint,
	CONSTRAINT `bulk_decided_id` PRIMARY KEY(`id`),
	CONSTRAINT `bulk_decided_one` UNIQUE(`bulk_id`,`application_id`)
);
--> statement-breakpoint
CREATE TABLE `endorsements` (
	`id` varchar(36) NOT NULL,
	`application_id` varchar(36) NOT NULL,
	`course_id` varchar(36) NOT NULL,
	`coordinator_id` varchar(36) NOT NULL,
	`verdict` varchar(32),
	`comment` varchar(1000),
	`place` int,
	`version` int NOT NULL DEFAULT 1,
	`updated_at` bigint NOT NULL,
	CONSTRAINT `endorsements_id` PRIMARY KEY(`id`),
	CONSTRAINT `endorsements_one` UNIQUE(`application_id`,`course_id`,`coordinator_id`)
);
--> statement-breakpoint
CREATE TABLE `late_grants` (
	`id` varchar(36) NOT NULL,
	`student_id` varchar(36) NOT NULL,
	`term_id` varchar(36) NOT NULL,
	`position` varchar(32) NOT NULL,
	`until` bigint NOT NULL,
	`reason` varchar(500),
	`granted_by` varchar(36) NOT NULL,
	`created_at` bigint NOT NULL,
	CONSTRAINT `late_grants_id` PRIMARY KEY(`id`),
	CONSTRAINT `late_grants_one` UNIQUE(`student_id`,`term_id`,`position`)
);
--> statement-breakpoint
CREATE TABLE `preferred_courses` (
	`id` varchar(36) NOT NULL,
	`application_id` varchar(36) NOT NULL,
	`course_id` varchar(36) NOT NULL,
	`rank` int NOT NULL,
	`completed` boolean,
	`grade` varchar(8),
	`why_suitable` varchar(1000),
	`experience` varchar(1000),
	`worked_before` boolean,
	CONSTRAINT `preferred_courses_id` PRIMARY KEY(`id`),
	CONSTRAINT `preferred_courses_pair` UNIQUE(`application_id`,`course_id`)
);
--> statement-breakpoint
CREATE TABLE `publication_schedules` (
	`id` varchar(36) NOT NULL,
	`term_id` varchar(36) NOT NULL,
	`position` varchar(32) NOT NULL,
	`request_key` varchar(64) NOT NULL,
	`state` varchar(32) NOT NULL,
	`due_at` bigint NOT NULL,
	`created_by` varchar(36) NOT NULL,
	`publication_id` varchar(36),
	`failure` varchar(1000),
	`version` int NOT NULL DEFAULT 1,
	`created_at` bigint NOT NULL,
	`updated_at` bigint NOT NULL,
	CONSTRAINT `publication_schedules_id` PRIMARY KEY(`id`),
	CONSTRAINT `publication_schedules_request` UNIQUE(`request_key`)
);
--> statement-breakpoint
CREATE TABLE `publications` (
	`id` varchar(36) NOT NULL,
	`term_id` varchar(36) NOT NULL,
	`position` varchar(32) NOT NULL,
	`request_key` varchar(64) NOT NULL,
	`published_by` varchar(36) NOT NULL,
	`accepted` int NOT NULL,
	`rejected` int NOT NULL,
	`reserve` int NOT NULL,
	`quarters` int NOT NULL,
	`created_at` bigint NOT NULL,
	CONSTRAINT `publications_id` PRIMARY KEY(`id`),
	CONSTRAINT `publications_request` UNIQUE(`request_key`)
);
--> statement-breakpoint
CREATE TABLE `scheduled_results` (
	`application_id` varchar(36) NOT NULL,
	`schedule_id` varchar(36) NOT NULL,
	CONSTRAINT `scheduled_results_application_id` PRIMARY KEY(`application_id`)
);
--> statement-breakpoint
CREATE TABLE `assignment_data` (
	`run_id` varchar(36) NOT NULL,
	`base` mediumtext NOT NULL,
	`stamps` mediumtext NOT NULL,
	`solved` mediumtext,
	`pairs` mediumtext NOT NULL,
	`marks` mediumtext NOT NULL,
	`imported` mediumtext,
	`applied` mediumtext,
	CONSTRAINT `assignment_data_run_id` PRIMARY KEY(`run_id`)
);
--> statement-breakpoint
CREATE TABLE `assignment_runs` (
	`id` varchar(36) NOT NULL,
	`term_id` varchar(36) NOT NULL,
	`scope` varchar(32) NOT NULL,
	`name` varchar(120) NOT NULL,
	`state` varchar(32) NOT NULL,
	`settings` mediumtext NOT NULL,
	`active_key` varchar(120),
	`based_on_id` varchar(36),
	`progress` mediumtext NOT NULL,
	`figures` mediumtext,
	`tries` int NOT NULL DEFAULT 0,
	`cancel_asked_at` bigint,
	`error` varchar(1000),
	`edited` boolean NOT NULL DEFAULT false,
	`applied_at` bigint,
	`applied_by` varchar(36),
	`undone_at` bigint,
	`created_by` varchar(36) NOT NULL,
	`started_at` bigint,
	`finished_at` bigint,
	`version` int NOT NULL DEFAULT 1,
	`base_version` int NOT NULL DEFAULT 1,
	`created_at` bigint NOT NULL,
	`updated_at` bigint NOT NULL,
	CONSTRAINT `assignment_runs_id` PRIMARY KEY(`id`),
	CONSTRAINT `assignment_runs_active` UNIQUE(`active_key`)
);
--> statement-breakpoint
CREATE TABLE `course_coordinators` (
	`course_id` varchar(36) NOT NULL,
	`user_id` varchar(36) NOT NULL,
	`created_at` bigint NOT NULL,
	CONSTRAINT `course_coordinators_course_id_user_id_pk` PRIMARY KEY(`course_id`,`user_id`)
);
--> statement-breakpoint
CREATE TABLE `courses` (
	`id` varchar(36) NOT NULL,
	`term_id` varchar(36) NOT NULL,
	`code` varchar(32) NOT NULL,
	`name` varchar(200) NOT NULL,
	`available_quarters` int NOT NULL DEFAULT 0,
	`tutor_quarters` int,
	`marker_quarters` int,
	`estimated_students` int,
	`current_students` int,
	`need_tutors` boolean NOT NULL DEFAULT false,
	`need_markers` boolean NOT NULL DEFAULT false,
	`assignments` int,
	`labs_per_week` int,
	`tutorials_per_week` int,
	`wanted_tutors` int,
	`wanted_markers` int,
	`tutor_weeks` varchar(400),
	`marker_weeks` varchar(400),
	`tutor_responsibility` mediumtext,
	`marker_responsibility` mediumtext,
	`can_pre_assign` boolean NOT NULL DEFAULT false,
	`tutor_deadline` varchar(10),
	`marker_deadline` varchar(10),
	`prerequisite` varchar(500),
	`notes` mediumtext,
	`search_text` varchar(760) NOT NULL,
	`archived_at` bigint,
	`version` int NOT NULL DEFAULT 1,
	`created_at` bigint NOT NULL,
	`updated_at` bigint NOT NULL,
	CONSTRAINT `courses_id` PRIMARY KEY(`id`),
	CONSTRAINT `courses_code` UNIQUE(`term_id`,`code`)
);
--> statement-breakpoint
CREATE TABLE `import_previews` (
	`id` varchar(36) NOT NULL,
	`user_id` varchar(36) NOT NULL,
	`term_id` varchar(36) NOT NULL,
	`file_name` varchar(200) NOT NULL,
	`payload` mediumtext NOT NULL,
	`created_at` bigint NOT NULL,
	`applied_at` bigint,
	CONSTRAINT `import_previews_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `paydays` (
	`id` varchar(36) NOT NULL,
	`term_id` varchar(36) NOT NULL,
	`paid_on` varchar(10) NOT NULL,
	`cutoff_at` bigint NOT NULL,
	`reminder_days` mediumtext NOT NULL,
	`created_at` bigint NOT NULL,
	CONSTRAINT `paydays_id` PRIMARY KEY(`id`),
	CONSTRAINT `paydays_day` UNIQUE(`term_id`,`paid_on`)
);
--> statement-breakpoint
CREATE TABLE `terms` (
	`id` varchar(36) NOT NULL,
	`name` varchar(120) NOT NULL,
	`starts_on` varchar(10) NOT NULL,
	`ends_on` varchar(10) NOT NULL,
	`break_weeks` int NOT NULL DEFAULT 0,
	`open` boolean NOT NULL,
	`tutor_limit` varchar(32) NOT NULL,
	`marker_limit` varchar(32) NOT NULL,
	`tutor_deadline` varchar(10),
	`marker_deadline` varchar(10),
	`tutor_results_on` varchar(10),
	`marker_results_on` varchar(10),
	`archived_at` bigint,
	`version` int NOT NULL DEFAULT 1,
	`created_at` bigint NOT NULL,
	`updated_at` bigint NOT NULL,
	CONSTRAINT `terms_id` PRIMARY KEY(`id`),
	CONSTRAINT `terms_name` UNIQUE(`name`)
);
--> statement-breakpoint
CREATE TABLE `pay_rates` (
	`id` varchar(36) NOT NULL,
	`position` varchar(32) NOT NULL,
	`degree_level` varchar(32) NOT NULL,
	`cents_per_hour` int NOT NULL,
	`valid_from` varchar(10) NOT NULL,
	`created_by` varchar(36) NOT NULL,
	`created_at` bigint NOT NULL,
	CONSTRAINT `pay_rates_id` PRIMARY KEY(`id`),
	CONSTRAINT `pay_rates_one` UNIQUE(`position`,`degree_level`,`valid_from`)
);
--> statement-breakpoint
CREATE TABLE `payroll_batches` (
	`id` varchar(36) NOT NULL,
	`term_id` varchar(36) NOT NULL,
	`payday_id` varchar(36) NOT NULL,
	`position` varchar(32) NOT NULL,
	`number` int NOT NULL,
	`request_key` varchar(64) NOT NULL,
	`created_by` varchar(36) NOT NULL,
	`created_by_name` varchar(200) NOT NULL,
	`created_at` bigint NOT NULL,
	`people` int NOT NULL,
	`sheets` int NOT NULL,
	`lines` int NOT NULL,
	`corrections` int NOT NULL,
	`quarters` int NOT NULL,
	`amount_cents` int NOT NULL,
	`unrated_quarters` int NOT NULL,
	`xlsx_key` varchar(120) NOT NULL,
	`xlsx_sha256` varchar(64) NOT NULL,
	`csv_key` varchar(120) NOT NULL,
	`csv_sha256` varchar(64) NOT NULL,
	CONSTRAINT `payroll_batches_id` PRIMARY KEY(`id`),
	CONSTRAINT `payroll_batches_number` UNIQUE(`payday_id`,`position`,`number`),
	CONSTRAINT `payroll_batches_request` UNIQUE(`request_key`)
);
--> statement-breakpoint
CREATE TABLE `payroll_lines` (
	`id` varchar(36) NOT NULL,
	`batch_id` varchar(36) NOT NULL,
	`line` int NOT NULL,
	`timesheet_id` varchar(36) NOT NULL,
	`user_id` varchar(36) NOT NULL,
	`name` varchar(200) NOT NULL,
	`auid` varchar(9),
	`upi` varchar(16),
	`course` varchar(32) NOT NULL,
	`period_from` varchar(10) NOT NULL,
	`period_to` varchar(10) NOT NULL,
	`rate_id` varchar(36),
	`rate_cents` int,
	`quarters` int NOT NULL,
	`amount_cents` int,
	`days` mediumtext NOT NULL,
	`approver` varchar(200),
	`kind` varchar(32) NOT NULL,
	`search_text` varchar(300) NOT NULL,
	CONSTRAINT `payroll_lines_id` PRIMARY KEY(`id`),
	CONSTRAINT `payroll_lines_place` UNIQUE(`batch_id`,`line`)
);
--> statement-breakpoint
CREATE TABLE `approval_digests` (
	`user_id` varchar(36) NOT NULL,
	`digest_key` varchar(50) NOT NULL,
	`waiting` int NOT NULL,
	`email_id` varchar(36),
	`created_at` bigint NOT NULL,
	CONSTRAINT `approval_digests_user_id_digest_key_pk` PRIMARY KEY(`user_id`,`digest_key`)
);
--> statement-breakpoint
CREATE TABLE `digest_rounds` (
	`digest_key` varchar(50) NOT NULL,
	`started_at` bigint NOT NULL,
	CONSTRAINT `digest_rounds_digest_key` PRIMARY KEY(`digest_key`)
);
--> statement-breakpoint
CREATE TABLE `hour_reminders` (
	`user_id` varchar(36) NOT NULL,
	`payday_id` varchar(36) NOT NULL,
	`days_before` int NOT NULL,
	`email_id` varchar(36),
	`created_at` bigint NOT NULL,
	CONSTRAINT `hour_reminders_user_id_payday_id_days_before_pk` PRIMARY KEY(`user_id`,`payday_id`,`days_before`)
);
--> statement-breakpoint
CREATE TABLE `reminder_rounds` (
	`payday_id` varchar(36) NOT NULL,
	`days_before` int NOT NULL,
	`due_at` bigint NOT NULL,
	`started_at` bigint NOT NULL,
	`finished_at` bigint,
	CONSTRAINT `reminder_rounds_payday_id_days_before_pk` PRIMARY KEY(`payday_id`,`days_before`)
);
--> statement-breakpoint
CREATE TABLE `audit_log` (
	`id` varchar(36) NOT NULL,
	`at` bigint NOT NULL,
	`actor_id` varchar(36),
	`actor_name` varchar(200) NOT NULL,
	`action` varchar(64) NOT NULL,
	`record_type` varchar(40) NOT NULL,
	`record_id` varchar(64) NOT NULL,
	`record_name` varchar(300) NOT NULL,
	`term_id` varchar(36),
	`course_id` varchar(36),
	`position` varchar(32),
	`subject_id` varchar(36),
	`before` mediumtext,
	`after` mediumtext,
	`reason` varchar(1000),
	CONSTRAINT `audit_log_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `cron_ticks` (
	`function_id` varchar(80) NOT NULL,
	`due_at` bigint NOT NULL,
	`created_at` bigint NOT NULL,
	CONSTRAINT `cron_ticks_function_id_due_at_pk` PRIMARY KEY(`function_id`,`due_at`)
);
--> statement-breakpoint
CREATE TABLE `email_bodies` (
	`email_id` varchar(36) NOT NULL,
	`props` mediumtext NOT NULL,
	`secret` mediumtext,
	`html` mediumtext,
	`plain` mediumtext,
	CONSTRAINT `email_bodies_email_id` PRIMARY KEY(`email_id`)
);
--> statement-breakpoint
CREATE TABLE `emails` (
	`id` varchar(36) NOT NULL,
	`kind` varchar(32) NOT NULL,
	`to_user_id` varchar(36),
	`to_name` varchar(200) NOT NULL,
	`to_address` varchar(254) NOT NULL,
	`subject` varchar(300) NOT NULL,
	`state` varchar(32) NOT NULL,
	`tries` int NOT NULL DEFAULT 0,
	`error` varchar(1000),
	`transport` varchar(32),
	`search_text` varchar(800) NOT NULL,
	`idempotency_key` varchar(120) NOT NULL,
	`message_id` varchar(200) NOT NULL,
	`position` varchar(32),
	`term_id` varchar(36),
	`course_id` varchar(36),
	`application_id` varchar(36),
	`publication_id` varchar(36),
	`created_at` bigint NOT NULL,
	`sending_at` bigint,
	`sent_at` bigint,
	`updated_at` bigint NOT NULL,
	CONSTRAINT `emails_id` PRIMARY KEY(`id`),
	CONSTRAINT `emails_once` UNIQUE(`idempotency_key`)
);
--> statement-breakpoint
CREATE TABLE `job_locks` (
	`name` varchar(64) NOT NULL,
	CONSTRAINT `job_locks_name` PRIMARY KEY(`name`)
);
--> statement-breakpoint
CREATE TABLE `job_runs` (
	`id` varchar(36) NOT NULL,
	`function_id` varchar(80) NOT NULL,
	`run_key` varchar(160) NOT NULL,
	`group_key` varchar(160) NOT NULL,
	`event` mediumtext NOT NULL,
	`state` varchar(32) NOT NULL,
	`attempt` int NOT NULL DEFAULT 0,
	`run_at` bigint NOT NULL,
	`locked_by` varchar(36),
	`locked_until` bigint,
	`output` mediumtext,
	`error` mediumtext,
	`created_at` bigint NOT NULL,
	`updated_at` bigint NOT NULL,
	CONSTRAINT `job_runs_id` PRIMARY KEY(`id`),
	CONSTRAINT `job_runs_key` UNIQUE(`run_key`)
);
--> statement-breakpoint
CREATE TABLE `job_steps` (
	`run_id` varchar(36) NOT NULL,
	`step_id` varchar(80) NOT NULL,
	`op` varchar(32) NOT NULL,
	`name` varchar(200) NOT NULL,
	`data` mediumtext,
	`error` mediumtext,
	`attempt` int NOT NULL DEFAULT 0,
	`wake_at` bigint,
	`done_at` bigint,
	`created_at` bigint NOT NULL,
	CONSTRAINT `job_steps_run_id_step_id_pk` PRIMARY KEY(`run_id`,`step_id`)
);
--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` varchar(36) NOT NULL,
	`name` varchar(80) NOT NULL,
	`data` mediumtext NOT NULL,
	`created_at` bigint NOT NULL,
	`delivered_at` bigint,
	CONSTRAINT `outbox_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `files` (
	`id` varchar(36) NOT NULL,
	`owner_id` varchar(36) NOT NULL,
	`kind` varchar(32) NOT NULL,
	`name` varchar(200) NOT NULL,
	`media_type` varchar(80) NOT NULL,
	`size` int NOT NULL,
	`pages` int,
	`sha256` varchar(64) NOT NULL,
	`storage_key` varchar(120) NOT NULL,
	`created_at` bigint NOT NULL,
	`removed_at` bigint,
	CONSTRAINT `files_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `preferences` (
	`user_id` varchar(36) NOT NULL,
	`key` varchar(64) NOT NULL,
	`value` mediumtext NOT NULL,
	`updated_at` bigint NOT NULL,
	CONSTRAINT `preferences_user_id_key_pk` PRIMARY KEY(`user_id`,`key`)
);
--> statement-breakpoint
CREATE TABLE `profiles` (
	`user_id` varchar(36) NOT NULL,
	`upi` varchar(16),
	`auid` varchar(9),
	`identity_locked_at` bigint,
	`degree_level` varchar(32),
	`enrolment_details` varchar(500),
	`citizen_or_resident` boolean,
	`valid_visa` boolean,
	`overseas` boolean,
	`returning` boolean,
	`other_contracts` boolean,
	`other_contracts_text` varchar(500),
	`other_contract_quarters` int,
	`max_week_quarters` int,
	`gpa_hundredths` int,
	`phone` varchar(40),
	`cv_file_id` varchar(36),
	`transcript_file_id` varchar(36),
	`notifications` mediumtext,
	`version` int NOT NULL DEFAULT 1,
	`updated_at` bigint NOT NULL,
	CONSTRAINT `profiles_user_id` PRIMARY KEY(`user_id`),
	CONSTRAINT `profiles_upi` UNIQUE(`upi`),
	CONSTRAINT `profiles_auid` UNIQUE(`auid`)
);
--> statement-breakpoint
CREATE TABLE `saved_views` (
	`id` varchar(36) NOT NULL,
	`user_id` varchar(36) NOT NULL,
	`page` varchar(32) NOT NULL,
	`name` varchar(80) NOT NULL,
	`params` mediumtext NOT NULL,
	`created_at` bigint NOT NULL,
	CONSTRAINT `saved_views_id` PRIMARY KEY(`id`),
	CONSTRAINT `saved_views_name` UNIQUE(`user_id`,`page`,`name`)
);
--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` varchar(36) NOT NULL,
	`user_id` varchar(36) NOT NULL,
	`keep` boolean NOT NULL,
	`ip` varchar(64),
	`user_agent` varchar(300),
	`created_at` bigint NOT NULL,
	`last_seen_at` bigint NOT NULL,
	`expires_at` bigint NOT NULL,
	CONSTRAINT `sessions_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `settings` (
	`key` varchar(64) NOT NULL,
	`value` mediumtext NOT NULL,
	`updated_at` bigint NOT NULL,
	`updated_by` varchar(36),
	CONSTRAINT `settings_key` PRIMARY KEY(`key`)
);
--> statement-breakpoint
CREATE TABLE `throttles` (
	`key` varchar(120) NOT NULL,
	`failures` int NOT NULL,
	`blocked_until` bigint,
	`updated_at` bigint NOT NULL,
	CONSTRAINT `throttles_key` PRIMARY KEY(`key`)
);
--> statement-breakpoint
CREATE TABLE `tokens` (
	`id` varchar(36) NOT NULL,
	`kind` varchar(32) NOT NULL,
	`user_id` varchar(36),
	`token_hash` varchar(64) NOT NULL,
	`code_hash` varchar(64),
	`tries_left` int NOT NULL DEFAULT 5,
	`data` mediumtext,
	`created_at` bigint NOT NULL,
	`expires_at` bigint NOT NULL,
	`used_at` bigint,
	CONSTRAINT `tokens_id` PRIMARY KEY(`id`),
	CONSTRAINT `tokens_hash` UNIQUE(`token_hash`)
);
--> statement-breakpoint
CREATE TABLE `user_roles` (
	`user_id` varchar(36) NOT NULL,
	`role` varchar(32) NOT NULL,
	`granted_by` varchar(36),
	`created_at` bigint NOT NULL,
	CONSTRAINT `user_roles_user_id_role_pk` PRIMARY KEY(`user_id`,`role`)
);
--> statement-breakpoint
CREATE TABLE `users` (
	`id` varchar(36) NOT NULL,
	`username` varchar(64) NOT NULL,
	`email` varchar(254) NOT NULL,
	`name` varchar(200) NOT NULL,
	`preferred_name` varchar(200),
	`sort_name` varchar(200) NOT NULL,
	`search_text` varchar(700) NOT NULL,
	`password_hash` varchar(255),
	`state` varchar(32) NOT NULL,
	`email_verified_at` bigint,
	`last_sign_in_at` bigint,
	`version` int NOT NULL DEFAULT 1,
	`created_at` bigint NOT NULL,
	`updated_at` bigint NOT NULL,
	CONSTRAINT `users_id` PRIMARY KEY(`id`),
	CONSTRAINT `users_username` UNIQUE(`username`),
	CONSTRAINT `users_email` UNIQUE(`email`)
);
--> statement-breakpoint
ALTER TABLE `allocations` ADD CONSTRAINT `allocations_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `allocations` ADD CONSTRAINT `allocations_course_id_courses_id_fk` FOREIGN KEY (`course_id`) REFERENCES `courses`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `allocations` ADD CONSTRAINT `allocations_term_id_terms_id_fk` FOREIGN KEY (`term_id`) REFERENCES `terms`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `allocations` ADD CONSTRAINT `allocations_application_id_applications_id_fk` FOREIGN KEY (`application_id`) REFERENCES `applications`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `hour_allowances` ADD CONSTRAINT `hour_allowances_allocation_id_allocations_id_fk` FOREIGN KEY (`allocation_id`) REFERENCES `allocations`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `timesheet_lines` ADD CONSTRAINT `timesheet_lines_timesheet_id_timesheets_id_fk` FOREIGN KEY (`timesheet_id`) REFERENCES `timesheets`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `timesheets` ADD CONSTRAINT `timesheets_allocation_id_allocations_id_fk` FOREIGN KEY (`allocation_id`) REFERENCES `allocations`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `timesheets` ADD CONSTRAINT `timesheets_payday_id_paydays_id_fk` FOREIGN KEY (`payday_id`) REFERENCES `paydays`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `timesheets` ADD CONSTRAINT `timesheets_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `timesheets` ADD CONSTRAINT `timesheets_course_id_courses_id_fk` FOREIGN KEY (`course_id`) REFERENCES `courses`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `timesheets` ADD CONSTRAINT `timesheets_term_id_terms_id_fk` FOREIGN KEY (`term_id`) REFERENCES `terms`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `application_drafts` ADD CONSTRAINT `application_drafts_application_id_applications_id_fk` FOREIGN KEY (`application_id`) REFERENCES `applications`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `application_notes` ADD CONSTRAINT `application_notes_application_id_applications_id_fk` FOREIGN KEY (`application_id`) REFERENCES `applications`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `application_notes` ADD CONSTRAINT `application_notes_author_id_users_id_fk` FOREIGN KEY (`author_id`) REFERENCES `users`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `applications` ADD CONSTRAINT `applications_student_id_users_id_fk` FOREIGN KEY (`student_id`) REFERENCES `users`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `applications` ADD CONSTRAINT `applications_term_id_terms_id_fk` FOREIGN KEY (`term_id`) REFERENCES `terms`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `applications` ADD CONSTRAINT `applications_cv_file_id_files_id_fk` FOREIGN KEY (`cv_file_id`) REFERENCES `files`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `applications` ADD CONSTRAINT `applications_transcript_file_id_files_id_fk` FOREIGN KEY (`transcript_file_id`) REFERENCES `files`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `bulk_decided` ADD CONSTRAINT `bulk_decided_application_id_applications_id_fk` FOREIGN KEY (`application_id`) REFERENCES `applications`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `endorsements` ADD CONSTRAINT `endorsements_application_id_applications_id_fk` FOREIGN KEY (`application_id`) REFERENCES `applications`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `endorsements` ADD CONSTRAINT `endorsements_course_id_courses_id_fk` FOREIGN KEY (`course_id`) REFERENCES `courses`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `endorsements` ADD CONSTRAINT `endorsements_coordinator_id_users_id_fk` FOREIGN KEY (`coordinator_id`) REFERENCES `users`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `late_grants` ADD CONSTRAINT `late_grants_student_id_users_id_fk` FOREIGN KEY (`student_id`) REFERENCES `users`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `late_grants` ADD CONSTRAINT `late_grants_term_id_terms_id_fk` FOREIGN KEY (`term_id`) REFERENCES `terms`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `late_grants` ADD CONSTRAINT `late_grants_granted_by_users_id_fk` FOREIGN KEY (`granted_by`) REFERENCES `users`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `preferred_courses` ADD CONSTRAINT `preferred_courses_application_id_applications_id_fk` FOREIGN KEY (`application_id`) REFERENCES `applications`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `preferred_courses` ADD CONSTRAINT `preferred_courses_course_id_courses_id_fk` FOREIGN KEY (`course_id`) REFERENCES `courses`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `publication_schedules` ADD CONSTRAINT `publication_schedules_term_id_terms_id_fk` FOREIGN KEY (`term_id`) REFERENCES `terms`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `publication_schedules` ADD CONSTRAINT `publication_schedules_created_by_users_id_fk` FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `publications` ADD CONSTRAINT `publications_term_id_terms_id_fk` FOREIGN KEY (`term_id`) REFERENCES `terms`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `publications` ADD CONSTRAINT `publications_published_by_users_id_fk` FOREIGN KEY (`published_by`) REFERENCES `users`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `scheduled_results` ADD CONSTRAINT `scheduled_results_application_id_applications_id_fk` FOREIGN KEY (`application_id`) REFERENCES `applications`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `scheduled_results` ADD CONSTRAINT `scheduled_results_schedule_id_publication_schedules_id_fk` FOREIGN KEY (`schedule_id`) REFERENCES `publication_schedules`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `assignment_data` ADD CONSTRAINT `assignment_data_run_id_assignment_runs_id_fk` FOREIGN KEY (`run_id`) REFERENCES `assignment_runs`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `assignment_runs` ADD CONSTRAINT `assignment_runs_term_id_terms_id_fk` FOREIGN KEY (`term_id`) REFERENCES `terms`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `assignment_runs` ADD CONSTRAINT `assignment_runs_applied_by_users_id_fk` FOREIGN KEY (`applied_by`) REFERENCES `users`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `assignment_runs` ADD CONSTRAINT `assignment_runs_created_by_users_id_fk` FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `course_coordinators` ADD CONSTRAINT `course_coordinators_course_id_courses_id_fk` FOREIGN KEY (`course_id`) REFERENCES `courses`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `course_coordinators` ADD CONSTRAINT `course_coordinators_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `courses` ADD CONSTRAINT `courses_term_id_terms_id_fk` FOREIGN KEY (`term_id`) REFERENCES `terms`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `import_previews` ADD CONSTRAINT `import_previews_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `import_previews` ADD CONSTRAINT `import_previews_term_id_terms_id_fk` FOREIGN KEY (`term_id`) REFERENCES `terms`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `paydays` ADD CONSTRAINT `paydays_term_id_terms_id_fk` FOREIGN KEY (`term_id`) REFERENCES `terms`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `payroll_batches` ADD CONSTRAINT `payroll_batches_term_id_terms_id_fk` FOREIGN KEY (`term_id`) REFERENCES `terms`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `payroll_batches` ADD CONSTRAINT `payroll_batches_payday_id_paydays_id_fk` FOREIGN KEY (`payday_id`) REFERENCES `paydays`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `payroll_batches` ADD CONSTRAINT `payroll_batches_created_by_users_id_fk` FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `payroll_lines` ADD CONSTRAINT `payroll_lines_batch_id_payroll_batches_id_fk` FOREIGN KEY (`batch_id`) REFERENCES `payroll_batches`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `payroll_lines` ADD CONSTRAINT `payroll_lines_timesheet_id_timesheets_id_fk` FOREIGN KEY (`timesheet_id`) REFERENCES `timesheets`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `payroll_lines` ADD CONSTRAINT `payroll_lines_rate_id_pay_rates_id_fk` FOREIGN KEY (`rate_id`) REFERENCES `pay_rates`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `approval_digests` ADD CONSTRAINT `approval_digests_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `hour_reminders` ADD CONSTRAINT `hour_reminders_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `hour_reminders` ADD CONSTRAINT `hour_reminders_payday_id_paydays_id_fk` FOREIGN KEY (`payday_id`) REFERENCES `paydays`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `reminder_rounds` ADD CONSTRAINT `reminder_rounds_payday_id_paydays_id_fk` FOREIGN KEY (`payday_id`) REFERENCES `paydays`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `email_bodies` ADD CONSTRAINT `email_bodies_email_id_emails_id_fk` FOREIGN KEY (`email_id`) REFERENCES `emails`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `job_steps` ADD CONSTRAINT `job_steps_run_id_job_runs_id_fk` FOREIGN KEY (`run_id`) REFERENCES `job_runs`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `files` ADD CONSTRAINT `files_owner_id_users_id_fk` FOREIGN KEY (`owner_id`) REFERENCES `users`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `preferences` ADD CONSTRAINT `preferences_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `profiles` ADD CONSTRAINT `profiles_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `saved_views` ADD CONSTRAINT `saved_views_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `sessions` ADD CONSTRAINT `sessions_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `tokens` ADD CONSTRAINT `tokens_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `user_roles` ADD CONSTRAINT `user_roles_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `allocations_course` ON `allocations` (`course_id`,`state`,`position`,`quarters`,`agreed_quarters`);--> statement-breakpoint
CREATE INDEX `allocations_user` ON `allocations` (`user_id`,`term_id`,`state`);--> statement-breakpoint
CREATE INDEX `allocations_application` ON `allocations` (`application_id`);--> statement-breakpoint
CREATE INDEX `allocations_due` ON `allocations` (`state`,`answer_by`);--> statement-breakpoint
CREATE INDEX `allocations_term` ON `allocations` (`term_id`,`position`,`state`);--> statement-breakpoint
CREATE INDEX `allocations_term_course` ON `allocations` (`term_id`,`course_id`,`position`,`state`,`quarters`,`agreed_quarters`,`answer_by`);--> statement-breakpoint
CREATE INDEX `allocations_term_person` ON `allocations` (`term_id`,`user_id`,`state`,`quarters`,`agreed_quarters`);--> statement-breakpoint
CREATE INDEX `timesheet_lines_sheet` ON `timesheet_lines` (`timesheet_id`,`day`);--> statement-breakpoint
CREATE INDEX `timesheets_payday` ON `timesheets` (`payday_id`,`state`);--> statement-breakpoint
CREATE INDEX `timesheets_inbox` ON `timesheets` (`term_id`,`state`,`submitted_at`,`id`,`user_id`,`course_id`,`payday_id`,`quarters`,`late`);--> statement-breakpoint
CREATE INDEX `timesheets_inbox_position` ON `timesheets` (`term_id`,`position`,`state`,`submitted_at`,`id`,`user_id`,`course_id`,`payday_id`,`quarters`,`late`);--> statement-breakpoint
CREATE INDEX `timesheets_term` ON `timesheets` (`term_id`,`position`,`state`,`payday_id`,`late`,`quarters`);--> statement-breakpoint
CREATE INDEX `timesheets_course` ON `timesheets` (`course_id`,`state`,`payday_id`,`late`,`position`,`quarters`);--> statement-breakpoint
CREATE INDEX `timesheets_user` ON `timesheets` (`user_id`,`term_id`);--> statement-breakpoint
CREATE INDEX `application_notes_application` ON `application_notes` (`application_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `applications_student` ON `applications` (`student_id`,`term_id`,`state`,`submitted_at`,`id`);--> statement-breakpoint
CREATE INDEX `applications_list` ON `applications` (`term_id`,`position`,`state`,`decision`,`sort_name`,`id`,`student_id`);--> statement-breakpoint
CREATE INDEX `applications_submitted` ON `applications` (`term_id`,`position`,`state`,`submitted_at`,`student_id`);--> statement-breakpoint
CREATE INDEX `applications_cv` ON `applications` (`cv_file_id`);--> statement-breakpoint
CREATE INDEX `applications_transcript` ON `applications` (`transcript_file_id`);--> statement-breakpoint
CREATE INDEX `bulk_decided_application` ON `bulk_decided` (`application_id`);--> statement-breakpoint
CREATE INDEX `bulk_decided_by` ON `bulk_decided` (`decided_by`,`decided_at`);--> statement-breakpoint
CREATE INDEX `endorsements_course` ON `endorsements` (`course_id`,`coordinator_id`);--> statement-breakpoint
CREATE INDEX `preferred_courses_course` ON `preferred_courses` (`course_id`,`rank`,`application_id`);--> statement-breakpoint
CREATE INDEX `publication_schedules_due` ON `publication_schedules` (`state`,`due_at`);--> statement-breakpoint
CREATE INDEX `publication_schedules_term` ON `publication_schedules` (`term_id`,`position`,`state`,`due_at`);--> statement-breakpoint
CREATE INDEX `publications_term` ON `publications` (`term_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `scheduled_results_schedule` ON `scheduled_results` (`schedule_id`);--> statement-breakpoint
CREATE INDEX `assignment_runs_list` ON `assignment_runs` (`term_id`,`scope`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `assignment_runs_state` ON `assignment_runs` (`state`,`updated_at`);--> statement-breakpoint
CREATE INDEX `course_coordinators_user` ON `course_coordinators` (`user_id`,`course_id`);--> statement-breakpoint
CREATE INDEX `courses_list` ON `courses` (`term_id`,`archived_at`,`code`);--> statement-breakpoint
CREATE INDEX `import_previews_user` ON `import_previews` (`user_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `paydays_cutoff` ON `paydays` (`cutoff_at`);--> statement-breakpoint
CREATE INDEX `terms_start` ON `terms` (`starts_on`,`id`);--> statement-breakpoint
CREATE INDEX `payroll_batches_term` ON `payroll_batches` (`term_id`,`position`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `payroll_lines_sheet` ON `payroll_lines` (`timesheet_id`);--> statement-breakpoint
CREATE INDEX `payroll_lines_rate` ON `payroll_lines` (`rate_id`);--> statement-breakpoint
CREATE INDEX `approval_digests_key` ON `approval_digests` (`digest_key`,`created_at`);--> statement-breakpoint
CREATE INDEX `hour_reminders_payday` ON `hour_reminders` (`payday_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `audit_log_at` ON `audit_log` (`at`,`id`);--> statement-breakpoint
CREATE INDEX `audit_log_record` ON `audit_log` (`record_type`,`record_id`,`at`);--> statement-breakpoint
CREATE INDEX `audit_log_actor` ON `audit_log` (`actor_id`,`at`);--> statement-breakpoint
CREATE INDEX `audit_log_position` ON `audit_log` (`position`,`at`);--> statement-breakpoint
CREATE INDEX `audit_log_action` ON `audit_log` (`action`,`at`);--> statement-breakpoint
CREATE INDEX `emails_created` ON `emails` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `emails_state` ON `emails` (`state`,`created_at`);--> statement-breakpoint
CREATE INDEX `emails_to` ON `emails` (`to_user_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `emails_publication` ON `emails` (`publication_id`,`state`);--> statement-breakpoint
CREATE INDEX `emails_position` ON `emails` (`position`,`created_at`);--> statement-breakpoint
CREATE INDEX `job_runs_due` ON `job_runs` (`state`,`run_at`);--> statement-breakpoint
CREATE INDEX `job_runs_group` ON `job_runs` (`state`,`group_key`);--> statement-breakpoint
CREATE INDEX `job_runs_age` ON `job_runs` (`created_at`);--> statement-breakpoint
CREATE INDEX `job_steps_waiting` ON `job_steps` (`op`,`name`,`done_at`);--> statement-breakpoint
CREATE INDEX `outbox_pending` ON `outbox` (`delivered_at`,`id`);--> statement-breakpoint
CREATE INDEX `files_owner` ON `files` (`owner_id`,`kind`,`created_at`);--> statement-breakpoint
CREATE INDEX `sessions_user` ON `sessions` (`user_id`,`last_seen_at`);--> statement-breakpoint
CREATE INDEX `sessions_expiry` ON `sessions` (`expires_at`);--> statement-breakpoint
CREATE INDEX `tokens_user` ON `tokens` (`user_id`,`kind`,`created_at`);--> statement-breakpoint
CREATE INDEX `user_roles_role` ON `user_roles` (`role`,`user_id`);--> statement-breakpoint
CREATE INDEX `users_sort` ON `users` (`sort_name`,`id`);--> statement-breakpoint
CREATE INDEX `users_state` ON `users` (`state`,`sort_name`,`id`);