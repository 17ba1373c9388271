CREATE TABLE `allocations` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`course_id` text NOT NULL,
	`term_id` text NOT NULL,
	`position` text NOT NULL,
	`quarters` integer NOT NULL,
	`agreed_quarters` integer,
	`state` text NOT NULL,
	`source` text NOT NULL,
	`application_id` text,
	`live_key` text,
	`override_reason` text,
	`offered_at` integer,
	`answer_by` integer,
	`answered_at` integer,
	`first_accepted_at` integer,
	`reminded_at` integer,
	`decline_reason` text,
	`ended_at` integer,
	`end_reason` text,
	`created_by` text,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`course_id`) REFERENCES `courses`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`term_id`) REFERENCES `terms`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`application_id`) REFERENCES `applications`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `allocations_live` ON `allocations` (`live_key`);--> statement-breakpoint
CREATE INDEX `allocations_course` ON `allocations` (`course_id`,`state`,`position`,`quarters`,`agreed_quarters`);--> statement-breakpoint
CREATE INDEX `allocations_user` ON `allocations` (`user_id`,`term_id`,`state`);--> statement-breakpoint
CREATE INDEX `allocations_application` ON `allocations` (`application_id`);--> statement-breakpoint
CREATE INDEX `allocations_due` ON `allocations` (`state`,`answer_by`);--> statement-breakpoint
CREATE INDEX `allocations_term` ON `allocations` (`term_id`,`position`,`state`);--> statement-breakpoint
CREATE INDEX `allocations_term_course` ON `allocations` (`term_id`,`course_id`,`position`,`state`,`quarters`,`agreed_quarters`,`answer_by`);--> statement-breakpoint
CREATE INDEX `allocations_term_person` ON `allocations` (`term_id`,`user_id`,`state`,`quarters`,`agreed_quarters`);--> statement-breakpoint
CREATE TABLE `hour_allowances` (
	`allocation_id` text PRIMARY KEY NOT NULL,
	`quarters` integer NOT NULL,
	`reason` text NOT NULL,
	`granted_by` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`allocation_id`) REFERENCES `allocations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `timesheet_lines` (
	`id` text PRIMARY KEY NOT NULL,
	`timesheet_id` text NOT NULL,
	`day` text NOT NULL,
	`quarters` integer NOT NULL,
	`activity` text NOT NULL,
	`note` text,
	FOREIGN KEY (`timesheet_id`) REFERENCES `timesheets`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `timesheet_lines_sheet` ON `timesheet_lines` (`timesheet_id`,`day`);--> statement-breakpoint
CREATE TABLE `timesheets` (
	`id` text PRIMARY KEY NOT NULL,
	`allocation_id` text NOT NULL,
	`payday_id` text NOT NULL,
	`user_id` text NOT NULL,
	`course_id` text NOT NULL,
	`term_id` text NOT NULL,
	`position` text NOT NULL,
	`state` text NOT NULL,
	`late` integer DEFAULT false NOT NULL,
	`quarters` integer DEFAULT 0 NOT NULL,
	`submitted_at` integer,
	`decided_at` integer,
	`decided_by` text,
	`return_reason` text,
	`on_behalf_by` text,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`allocation_id`) REFERENCES `allocations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`payday_id`) REFERENCES `paydays`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`course_id`) REFERENCES `courses`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`term_id`) REFERENCES `terms`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `timesheets_one` ON `timesheets` (`allocation_id`,`payday_id`);--> statement-breakpoint
CREATE INDEX `timesheets_payday` ON `timesheets` (`payday_id`,`state`);--> statement-breakpoint
CREATE INDEX `timesheets_inbox` ON `timesheets` (`term_id`,`state`,`submitted_at`,`id`,`user_id`,`course_id`,`payday_id`,`quarters`,`late`);--> statement-breakpoint
CREATE INDEX `timesheets_inbox_position` ON `timesheets` (`term_id`,`position`,`state`,`submitted_at`,`id`,`user_id`,`course_id`,`payday_id`,`quarters`,`late`);--> statement-breakpoint
CREATE INDEX `timesheets_term` ON `timesheets` (`term_id`,`position`,`state`,`payday_id`,`late`,`quarters`);--> statement-breakpoint
CREATE INDEX `timesheets_course` ON `timesheets` (`course_id`,`state`,`payday_id`,`late`,`position`,`quarters`);--> statement-breakpoint
CREATE INDEX `timesheets_user` ON `timesheets` (`user_id`,`term_id`);--> statement-breakpoint
CREATE TABLE `application_drafts` (
	`application_id` text PRIMARY KEY NOT NULL,
	`answers` text NOT NULL,
	`base` text,
	`updated_at` integer NOT NULL,
	`updated_by` text,
	FOREIGN KEY (`application_id`) REFERENCES `applications`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `application_notes` (
	`id` text PRIMARY KEY NOT NULL,
	`application_id` text NOT NULL,
	`author_id` text NOT NULL,
	`body` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`application_id`) REFERENCES `applications`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`author_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `application_notes_application` ON `application_notes` (`application_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `applications` (
	`id` text PRIMARY KEY NOT NULL,
	`student_id` text NOT NULL,
	`term_id` text NOT NULL,
	`position` text NOT NULL,
	`state` text NOT NULL,
	`decision` text,
	`live_key` text,
	`name` text,
	`upi` text,
	`auid` text,
	`email` text,
	`overseas` integer,
	`returning` integer,
	`citizen_or_resident` integer,
	`valid_visa` integer,
	`enrolment_details` text,
	`degree_level` text,
	`other_contracts` integer,
	`other_contracts_text` text,
	`other_contract_quarters` integer,
	`max_week_quarters` integer,
	`gpa_hundredths` integer,
	`cv_file_id` text,
	`transcript_file_id` text,
	`preferred_gpa_hundredths` integer,
	`steps_saved` text NOT NULL,
	`search_text` text NOT NULL,
	`sort_name` text NOT NULL,
	`submitted_at` integer,
	`edited_at` integer,
	`withdrawn_at` integer,
	`decided_at` integer,
	`decided_by` text,
	`note_to_student` text,
	`internal_reason` text,
	`published_at` integer,
	`publication_id` text,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`updated_by` text,
	FOREIGN KEY (`student_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`term_id`) REFERENCES `terms`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`cv_file_id`) REFERENCES `files`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`transcript_file_id`) REFERENCES `files`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `applications_live` ON `applications` (`live_key`);--> statement-breakpoint
CREATE INDEX `applications_student` ON `applications` (`student_id`,`term_id`,`state`,`submitted_at`,`id`);--> statement-breakpoint
CREATE INDEX `applications_list` ON `applications` (`term_id`,`position`,`state`,`decision`,`sort_name`,`id`,`student_id`);--> statement-breakpoint
CREATE INDEX `applications_submitted` ON `applications` (`term_id`,`position`,`state`,`submitted_at`,`student_id`);--> statement-breakpoint
CREATE INDEX `applications_cv` ON `applications` (`cv_file_id`);--> statement-breakpoint
CREATE INDEX `applications_transcript` ON `applications` (`transcript_file_id`);--> statement-breakpoint
CREATE TABLE `bulk_decided` (
	`id` text PRIMARY KEY NOT NULL,
	`bulk_id` text NOT NULL,
	`application_id` text NOT NULL,
	`version` integer NOT NULL,
	`before` text NOT NULL,
	`proposals` text NOT NULL,
	`broken` text NOT NULL,
	`decided_by` text NOT NULL,
	`decided_at` integer NOT NULL,
	`undone_at` integer,
	FOREIGN KEY (`application_id`) REFERENCES `applications`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `bulk_decided_one` ON `bulk_decided` (`bulk_id`,`application_id`);--> statement-breakpoint
CREATE INDEX `bulk_decided_application` ON `bulk_decided` (`application_id`);--> statement-breakpoint
CREATE INDEX `bulk_decided_by` ON `bulk_decided` (`decided_by`,`decided_at`);--> statement-breakpoint
CREATE TABLE `endorsements` (
	`id` text PRIMARY KEY NOT NULL,
	`application_id` text NOT NULL,
	`course_id` text NOT NULL,
	`coordinator_id` text NOT NULL,
	`verdict` text,
	`comment` text,
	`place` integer,
	`version` integer DEFAULT 1 NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`application_id`) REFERENCES `applications`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`) REFERENCES `courses`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`coordinator_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `endorsements_one` ON `endorsements` (`application_id`,`course_id`,`coordinator_id`);--> statement-breakpoint
CREATE INDEX `endorsements_course` ON `endorsements` (`course_id`,`coordinator_id`);--> statement-breakpoint
CREATE TABLE `late_grants` (
	`id` text PRIMARY KEY NOT NULL,
	`student_id` text NOT NULL,
	`term_id` text NOT NULL,
	`position` text NOT NULL,
	`until` integer NOT NULL,
	`reason` text,
	`granted_by` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`student_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`term_id`) REFERENCES `terms`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`granted_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `late_grants_one` ON `late_grants` (`student_id`,`term_id`,`position`);--> statement-breakpoint
CREATE TABLE `preferred_courses` (
	`id` text PRIMARY KEY NOT NULL,
	`application_id` text NOT NULL,
	`course_id` text NOT NULL,
	`rank` integer NOT NULL,
	`completed` integer,
	`grade` text,
	`why_suitable` text,
	`experience` text,
	`worked_before` integer,
	FOREIGN KEY (`application_id`) REFERENCES `applications`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`) REFERENCES `courses`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `preferred_courses_pair` ON `preferred_courses` (`application_id`,`course_id`);--> statement-breakpoint
CREATE INDEX `preferred_courses_course` ON `preferred_courses` (`course_id`,`rank`,`application_id`);--> statement-breakpoint
CREATE TABLE `publication_schedules` (
	`id` text PRIMARY KEY NOT NULL,
	`term_id` text NOT NULL,
	`position` text NOT NULL,
	`request_key` text NOT NULL,
	`state` text NOT NULL,
	`due_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`publication_id` text,
	`failure` text,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`term_id`) REFERENCES `terms`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `publication_schedules_request` ON `publication_schedules` (`request_key`);--> statement-breakpoint
CREATE INDEX `publication_schedules_due` ON `publication_schedules` (`state`,`due_at`);--> statement-breakpoint
CREATE INDEX `publication_schedules_term` ON `publication_schedules` (`term_id`,`position`,`state`,`due_at`);--> statement-breakpoint
CREATE TABLE `publications` (
	`id` text PRIMARY KEY NOT NULL,
	`term_id` text NOT NULL,
	`position` text NOT NULL,
	`request_key` text NOT NULL,
	`published_by` text NOT NULL,
	`accepted` integer NOT NULL,
	`rejected` integer NOT NULL,
	`reserve` integer NOT NULL,
	`quarters` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`term_id`) REFERENCES `terms`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`published_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `publications_request` ON `publications` (`request_key`);--> statement-breakpoint
CREATE INDEX `publications_term` ON `publications` (`term_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `scheduled_results` (
	`application_id` text PRIMARY KEY NOT NULL,
	`schedule_id` text NOT NULL,
	FOREIGN KEY (`application_id`) REFERENCES `applications`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`schedule_id`) REFERENCES `publication_schedules`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `scheduled_results_schedule` ON `scheduled_results` (`schedule_id`);--> statement-breakpoint
CREATE TABLE `assignment_data` (
	`run_id` text PRIMARY KEY NOT NULL,
	`base` text NOT NULL,
	`stamps` text NOT NULL,
	`solved` text,
	`pairs` text NOT NULL,
	`marks` text NOT NULL,
	`imported` text,
	`applied` text,
	FOREIGN KEY (`run_id`) REFERENCES `assignment_runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `assignment_runs` (
	`id` text PRIMARY KEY NOT NULL,
	`term_id` text NOT NULL,
	`scope` text NOT NULL,
	`name` text NOT NULL,
	`state` text NOT NULL,
	`settings` text NOT NULL,
	`active_key` text,
	`based_on_id` text,
	`progress` text NOT NULL,
	`figures` text,
	`tries` integer DEFAULT 0 NOT NULL,
	`cancel_asked_at` integer,
	`error` text,
	`edited` integer DEFAULT false NOT NULL,
	`applied_at` integer,
	`applied_by` text,
	`undone_at` integer,
	`created_by` text NOT NULL,
	`started_at` integer,
	`finished_at` integer,
	`version` integer DEFAULT 1 NOT NULL,
	`base_version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`term_id`) REFERENCES `terms`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`applied_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `assignment_runs_active` ON `assignment_runs` (`active_key`);--> statement-breakpoint
CREATE INDEX `assignment_runs_list` ON `assignment_runs` (`term_id`,`scope`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `assignment_runs_state` ON `assignment_runs` (`state`,`updated_at`);--> statement-breakpoint
CREATE TABLE `course_coordinators` (
	`course_id` text NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `user_id`),
	FOREIGN KEY (`course_id`) REFERENCES `courses`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `course_coordinators_user` ON `course_coordinators` (`user_id`,`course_id`);--> statement-breakpoint
CREATE TABLE `courses` (
	`id` text PRIMARY KEY NOT NULL,
	`term_id` text NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`available_quarters` integer DEFAULT 0 NOT NULL,
	`tutor_quarters` integer,
	`marker_quarters` integer,
	`estimated_students` integer,
	`current_students` integer,
	`need_tutors` integer DEFAULT false NOT NULL,
	`need_markers` integer DEFAULT false NOT NULL,
	`assignments` integer,
	`labs_per_week` integer,
	`tutorials_per_week` integer,
	`wanted_tutors` integer,
	`wanted_markers` integer,
	`tutor_weeks` text,
	`marker_weeks` text,
	`tutor_responsibility` text,
	`marker_responsibility` text,
	`can_pre_assign` integer DEFAULT false NOT NULL,
	`tutor_deadline` text,
	`marker_deadline` text,
	`prerequisite` text,
	`notes` text,
	`search_text` text NOT NULL,
	`archived_at` integer,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`term_id`) REFERENCES `terms`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `courses_code` ON `courses` (`term_id`,`code`);--> statement-breakpoint
CREATE INDEX `courses_list` ON `courses` (`term_id`,`archived_at`,`code`);--> statement-breakpoint
CREATE TABLE `import_previews` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`term_id` text NOT NULL,
	`file_name` text NOT NULL,
	`payload` text NOT NULL,
	`created_at` integer NOT NULL,
	`applied_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`term_id`) REFERENCES `terms`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `import_previews_user` ON `import_previews` (`user_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `paydays` (
	`id` text PRIMARY KEY NOT NULL,
	`term_id` text NOT NULL,
	`paid_on` text NOT NULL,
	`cutoff_at` integer NOT NULL,
	`reminder_days` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`term_id`) REFERENCES `terms`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `paydays_day` ON `paydays` (`term_id`,`paid_on`);--> statement-breakpoint
CREATE INDEX `paydays_cutoff` ON `paydays` (`cutoff_at`);--> statement-breakpoint
CREATE TABLE `terms` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`starts_on` text NOT NULL,
	`ends_on` text NOT NULL,
	`break_weeks` integer DEFAULT 0 NOT NULL,
	`open` integer NOT NULL,
	`tutor_limit` text NOT NULL,
	`marker_limit` text NOT NULL,
	`tutor_deadline` text,
	`marker_deadline` text,
	`tutor_results_on` text,
	`marker_results_on` text,
	`archived_at` integer,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `terms_name` ON `terms` (`name`);--> statement-breakpoint
CREATE INDEX `terms_start` ON `terms` (`starts_on`,`id`);--> statement-breakpoint
CREATE TABLE `pay_rates` (
	`id` text PRIMARY KEY NOT NULL,
	`position` text NOT NULL,
	`degree_level` text NOT NULL,
	`cents_per_hour` integer NOT NULL,
	`valid_from` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `pay_rates_one` ON `pay_rates` (`position`,`degree_level`,`valid_from`);--> statement-breakpoint
CREATE TABLE `payroll_batches` (
	`id` text PRIMARY KEY NOT NULL,
	`term_id` text NOT NULL,
	`payday_id` text NOT NULL,
	`position` text NOT NULL,
	`number` integer NOT NULL,
	`request_key` text NOT NULL,
	`created_by` text NOT NULL,
	`created_by_name` text NOT NULL,
	`created_at` integer NOT NULL,
	`people` integer NOT NULL,
	`sheets` integer NOT NULL,
	`lines` integer NOT NULL,
	`corrections` integer NOT NULL,
	`quarters` integer NOT NULL,
	`amount_cents` integer NOT NULL,
	`unrated_quarters` integer NOT NULL,
	`xlsx_key` text NOT NULL,
	`xlsx_sha256` text NOT NULL,
	`csv_key` text NOT NULL,
	`csv_sha256` text NOT NULL,
	FOREIGN KEY (`term_id`) REFERENCES `terms`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`payday_id`) REFERENCES `paydays`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `payroll_batches_number` ON `payroll_batches` (`payday_id`,`position`,`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `payroll_batches_request` ON `payroll_batches` (`request_key`);--> statement-breakpoint
CREATE INDEX `payroll_batches_term` ON `payroll_batches` (`term_id`,`position`,`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `payroll_lines` (
	`id` text PRIMARY KEY NOT NULL,
	`batch_id` text NOT NULL,
	`line` integer NOT NULL,
	`timesheet_id` text NOT NULL,
	`user_id` text NOT NULL,
	`name` text NOT NULL,
	`auid` text,
	`upi` text,
	`course` text NOT NULL,
	`period_from` text NOT NULL,
	`period_to` text NOT NULL,
	`rate_id` text,
	`rate_cents` integer,
	`quarters` integer NOT NULL,
	`amount_cents` integer,
	`days` text NOT NULL,
	`approver` text,
	`kind` text NOT NULL,
	`search_text` text NOT NULL,
	FOREIGN KEY (`batch_id`) REFERENCES `payroll_batches`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`timesheet_id`) REFERENCES `timesheets`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`rate_id`) REFERENCES `pay_rates`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `payroll_lines_place` ON `payroll_lines` (`batch_id`,`line`);--> statement-breakpoint
CREATE INDEX `payroll_lines_sheet` ON `payroll_lines` (`timesheet_id`);--> statement-breakpoint
CREATE INDEX `payroll_lines_rate` ON `payroll_lines` (`rate_id`);--> statement-breakpoint
CREATE TABLE `approval_digests` (
	`user_id` text NOT NULL,
	`digest_key` text NOT NULL,
	`waiting` integer NOT NULL,
	`email_id` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `digest_key`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `approval_digests_key` ON `approval_digests` (`digest_key`,`created_at`);--> statement-breakpoint
CREATE TABLE `digest_rounds` (
	`digest_key` text PRIMARY KEY NOT NULL,
	`started_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `hour_reminders` (
	`user_id` text NOT NULL,
	`payday_id` text NOT NULL,
	`days_before` integer NOT NULL,
	`email_id` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `payday_id`, `days_before`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`payday_id`) REFERENCES `paydays`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `hour_reminders_payday` ON `hour_reminders` (`payday_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `reminder_rounds` (
	`payday_id` text NOT NULL,
	`days_before` integer NOT NULL,
	`due_at` integer NOT NULL,
	`started_at` integer NOT NULL,
	`finished_at` integer,
	PRIMARY KEY(`payday_id`, `days_before`),
	FOREIGN KEY (`payday_id`) REFERENCES `paydays`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `audit_log` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`actor_id` text,
	`actor_name` text NOT NULL,
	`action` text NOT NULL,
	`record_type` text NOT NULL,
	`record_id` text NOT NULL,
	`record_name` text NOT NULL,
	`term_id` text,
	`course_id` text,
	`position` text,
	`subject_id` text,
	`before` text,
	`after` text,
	`reason` text
);
--> statement-breakpoint
CREATE INDEX `audit_log_at` ON `audit_log` (`at`,`id`);--> statement-breakpoint
CREATE INDEX `audit_log_record` ON `audit_log` (`record_type`,`record_id`,`at`);--> statement-breakpoint
CREATE INDEX `audit_log_actor` ON `audit_log` (`actor_id`,`at`);--> statement-breakpoint
CREATE INDEX `audit_log_position` ON `audit_log` (`position`,`at`);--> statement-breakpoint
CREATE INDEX `audit_log_action` ON `audit_log` (`action`,`at`);--> statement-breakpoint
CREATE TABLE `cron_ticks` (
	`function_id` text NOT NULL,
	`due_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`function_id`, `due_at`)
);
--> statement-breakpoint
CREATE TABLE `email_bodies` (
	`email_id` text PRIMARY KEY NOT NULL,
	`props` text NOT NULL,
	`secret` text,
	`html` text,
	`plain` text,
	FOREIGN KEY (`email_id`) REFERENCES `emails`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `emails` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`to_user_id` text,
	`to_name` text NOT NULL,
	`to_address` text NOT NULL,
	`subject` text NOT NULL,
	`state` text NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`error` text,
	`transport` text,
	`search_text` text NOT NULL,
	`idempotency_key` text NOT NULL,
	`message_id` text NOT NULL,
	`position` text,
	`term_id` text,
	`course_id` text,
	`application_id` text,
	`publication_id` text,
	`created_at` integer NOT NULL,
	`sending_at` integer,
	`sent_at` integer,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `emails_once` ON `emails` (`idempotency_key`);--> statement-breakpoint
CREATE INDEX `emails_created` ON `emails` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `emails_state` ON `emails` (`state`,`created_at`);--> statement-breakpoint
CREATE INDEX `emails_to` ON `emails` (`to_user_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `emails_publication` ON `emails` (`publication_id`,`state`);--> statement-breakpoint
CREATE INDEX `emails_position` ON `emails` (`position`,`created_at`);--> statement-breakpoint
CREATE TABLE `job_locks` (
	`name` text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE `job_runs` (
	`id` text PRIMARY KEY NOT NULL,
	`function_id` text NOT NULL,
	`run_key` text NOT NULL,
	`group_key` text NOT NULL,
	`event` text NOT NULL,
	`state` text NOT NULL,
	`attempt` integer DEFAULT 0 NOT NULL,
	`run_at` integer NOT NULL,
	`locked_by` text,
	`locked_until` integer,
	`output` text,
	`error` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `job_runs_key` ON `job_runs` (`run_key`);--> statement-breakpoint
CREATE INDEX `job_runs_due` ON `job_runs` (`state`,`run_at`);--> statement-breakpoint
CREATE INDEX `job_runs_group` ON `job_runs` (`state`,`group_key`);--> statement-breakpoint
CREATE INDEX `job_runs_age` ON `job_runs` (`created_at`);--> statement-breakpoint
CREATE TABLE `job_steps` (
	`run_id` text NOT NULL,
	`step_id` text NOT NULL,
	`op` text NOT NULL,
	`name` text NOT NULL,
	`data` text,
	`error` text,
	`attempt` integer DEFAULT 0 NOT NULL,
	`wake_at` integer,
	`done_at` integer,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`run_id`, `step_id`),
	FOREIGN KEY (`run_id`) REFERENCES `job_runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `job_steps_waiting` ON `job_steps` (`op`,`name`,`done_at`);--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`data` text NOT NULL,
	`created_at` integer NOT NULL,
	`delivered_at` integer
);
--> statement-breakpoint
CREATE INDEX `outbox_pending` ON `outbox` (`delivered_at`,`id`);--> statement-breakpoint
CREATE TABLE `files` (
	`id` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`media_type` text NOT NULL,
	`size` integer NOT NULL,
	`pages` integer,
	`sha256` text NOT NULL,
	`storage_key` text NOT NULL,
	`created_at` integer NOT NULL,
	`removed_at` integer,
	FOREIGN KEY (`owner_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `files_owner` ON `files` (`owner_id`,`kind`,`created_at`);--> statement-breakpoint
CREATE TABLE `preferences` (
	`user_id` text NOT NULL,
	`key` text NOT NULL,
	`value` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `key`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `profiles` (
	`user_id` text PRIMARY KEY NOT NULL,
	`upi` text,
	`auid` text,
	`identity_locked_at` integer,
	`degree_level` text,
	`enrolment_details` text,
	`citizen_or_resident` integer,
	`valid_visa` integer,
	`overseas` integer,
	`returning` integer,
	`other_contracts` integer,
	`other_contracts_text` text,
	`other_contract_quarters` integer,
	`max_week_quarters` integer,
	`gpa_hundredths` integer,
	`phone` text,
	`cv_file_id` text,
	`transcript_file_id` text,
	`notifications` text,
	`version` integer DEFAULT 1 NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `profiles_upi` ON `profiles` (`upi`);--> statement-breakpoint
CREATE UNIQUE INDEX `profiles_auid` ON `profiles` (`auid`);--> statement-breakpoint
CREATE TABLE `saved_views` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`page` text NOT NULL,
	`name` text NOT NULL,
	`params` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `saved_views_name` ON `saved_views` (`user_id`,`page`,`name`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`keep` integer NOT NULL,
	`ip` text,
	`user_agent` text,
	`created_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `sessions_user` ON `sessions` (`user_id`,`last_seen_at`);--> statement-breakpoint
CREATE INDEX `sessions_expiry` ON `sessions` (`expires_at`);--> statement-breakpoint
CREATE TABLE `settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`updated_at` integer NOT NULL,
	`updated_by` text
);
--> statement-breakpoint
CREATE TABLE `throttles` (
	`key` text PRIMARY KEY NOT NULL,
	`failures` integer NOT NULL,
	`blocked_until` integer,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`user_id` text,
	`token_hash` text NOT NULL,
	`code_hash` text,
	`tries_left` integer DEFAULT 5 NOT NULL,
	`data` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tokens_hash` ON `tokens` (`token_hash`);--> statement-breakpoint
CREATE INDEX `tokens_user` ON `tokens` (`user_id`,`kind`,`created_at`);--> statement-breakpoint
CREATE TABLE `user_roles` (
	`user_id` text NOT NULL,
	`role` text NOT NULL,
	`granted_by` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `role`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `user_roles_role` ON `user_roles` (`role`,`user_id`);--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`username` text NOT NULL,
	`email` text NOT NULL,
	`name` text NOT NULL,
	`preferred_name` text,
	`sort_name` text NOT NULL,
	`search_text` text NOT NULL,
	`password_hash` text,
	`state` text NOT NULL,
	`email_verified_at` integer,
	`last_sign_in_at` integer,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_username` ON `users` (`username`);--> statement-breakpoint
CREATE UNIQUE INDEX `users_email` ON `users` (`email`);--> statement-breakpoint
CREATE INDEX `users_sort` ON `users` (`sort_name`,`id`);--> statement-breakpoint
CREATE INDEX `users_state` ON `users` (`state`,`sort_name`,`id`);