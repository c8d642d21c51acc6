CREATE TABLE accusation_judgements (
	id INTEGER NOT NULL, 
	recording VARCHAR(60) NOT NULL, 
	verdict VARCHAR(8) NOT NULL, 
	transcript_version INTEGER NOT NULL, 
	"by" VARCHAR(100) NOT NULL, 
	json TEXT NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(recording) REFERENCES recordings (code)
);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0012');
CREATE TABLE appraisals (
	id INTEGER NOT NULL, 
	recording VARCHAR(60) NOT NULL, 
	decision VARCHAR(16) NOT NULL, 
	"by" VARCHAR(100) NOT NULL, 
	json TEXT NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(recording) REFERENCES recordings (code)
);
CREATE TABLE archival_codes (
	id INTEGER NOT NULL, 
	code VARCHAR(60) NOT NULL, 
	kind VARCHAR(8) NOT NULL, 
	number VARCHAR(140) NOT NULL, 
	"by" VARCHAR(100) NOT NULL, 
	json TEXT NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (code), 
	UNIQUE (kind, number)
);
CREATE TABLE backups (
	id INTEGER NOT NULL, 
	path VARCHAR(400) NOT NULL, 
	root VARCHAR(64) NOT NULL, 
	"by" VARCHAR(100) NOT NULL, 
	json TEXT NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE case_grievances (
	id INTEGER NOT NULL, 
	case_number VARCHAR(40) NOT NULL, 
	grievance VARCHAR(140) NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (case_number, grievance), 
	FOREIGN KEY(case_number) REFERENCES cases (number)
);
CREATE TABLE cases (
	id INTEGER NOT NULL, 
	number VARCHAR(40) NOT NULL, 
	opened_on VARCHAR(10) NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (number)
);
CREATE TABLE counters (
	scope VARCHAR(200) NOT NULL, 
	value INTEGER NOT NULL, 
	PRIMARY KEY (scope)
);
CREATE TABLE discs (
	id INTEGER NOT NULL, 
	label VARCHAR(32) NOT NULL, 
	set_name VARCHAR(16) NOT NULL, 
	kind VARCHAR(8) NOT NULL, 
	"by" VARCHAR(100) NOT NULL, 
	contents TEXT NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (label)
);
CREATE TABLE entries (
	id INTEGER NOT NULL, 
	case_number VARCHAR(40) NOT NULL, 
	number INTEGER NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	entry_date VARCHAR(10) NOT NULL, 
	document VARCHAR(200), 
	served_on VARCHAR(10), 
	proof VARCHAR(400), 
	proof_sha256 VARCHAR(64), 
	note TEXT, 
	corrects INTEGER, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (case_number, number), 
	FOREIGN KEY(case_number) REFERENCES cases (number)
);
CREATE TABLE erasures (
	id INTEGER NOT NULL, 
	number VARCHAR(40) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	recording VARCHAR(60) NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	"by" VARCHAR(100) NOT NULL, 
	witness VARCHAR(100), 
	json TEXT NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (number), 
	FOREIGN KEY(recording) REFERENCES recordings (code)
);
CREATE TABLE events (
	position INTEGER NOT NULL, 
	subject VARCHAR(140) NOT NULL, 
	seq INTEGER NOT NULL, 
	kind VARCHAR(60) NOT NULL, 
	at VARCHAR(16) NOT NULL, 
	precision VARCHAR(8) NOT NULL, 
	recorded_at VARCHAR(32) NOT NULL, 
	"by" VARCHAR(100), 
	second VARCHAR(100), 
	facts TEXT NOT NULL, 
	private TEXT, 
	salt VARCHAR(64), 
	commitment VARCHAR(64) NOT NULL, 
	corrects INTEGER, 
	source VARCHAR(40), 
	source_row INTEGER, 
	prev VARCHAR(64) NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	PRIMARY KEY (position), 
	UNIQUE (subject, seq), 
	UNIQUE (hash)
);
CREATE TABLE fixity_checks (
	id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	recording VARCHAR(60) NOT NULL, 
	root VARCHAR(64) NOT NULL, 
	path VARCHAR(400) NOT NULL, 
	"by" VARCHAR(100) NOT NULL, 
	result VARCHAR(16) NOT NULL, 
	faults TEXT NOT NULL, 
	previous VARCHAR(64) NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (position), 
	UNIQUE (hash), 
	FOREIGN KEY(recording) REFERENCES recordings (code)
);
CREATE TABLE grievance_lists (
	id INTEGER NOT NULL, 
	recording VARCHAR(60) NOT NULL, 
	transcript_version INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	json TEXT NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(recording) REFERENCES recordings (code)
);
CREATE TABLE grievances (
	id INTEGER NOT NULL, 
	number VARCHAR(140) NOT NULL, 
	version INTEGER NOT NULL, 
	meeting VARCHAR(120) NOT NULL, 
	recording VARCHAR(60) NOT NULL, 
	ordinal INTEGER NOT NULL, 
	transcript_version INTEGER NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	"by" VARCHAR(100) NOT NULL, 
	reason TEXT, 
	changes TEXT NOT NULL, 
	json TEXT NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (number, version), 
	FOREIGN KEY(meeting) REFERENCES meetings (number), 
	FOREIGN KEY(recording) REFERENCES recordings (code)
);
CREATE TABLE matter_judgements (
	id INTEGER NOT NULL, 
	matter VARCHAR(40) NOT NULL, 
	verdict VARCHAR(8) NOT NULL, 
	"by" VARCHAR(100) NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(matter) REFERENCES matters (number)
);
CREATE TABLE matters (
	id INTEGER NOT NULL, 
	number VARCHAR(40) NOT NULL, 
	source VARCHAR(16) NOT NULL, 
	received VARCHAR(16) NOT NULL, 
	"by" VARCHAR(100) NOT NULL, 
	json TEXT NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (number)
);
CREATE TABLE meeting_corrections (
	id INTEGER NOT NULL, 
	meeting VARCHAR(120) NOT NULL, 
	"by" VARCHAR(100) NOT NULL, 
	reason TEXT NOT NULL, 
	json TEXT NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(meeting) REFERENCES meetings (number)
);
CREATE TABLE meetings (
	id INTEGER NOT NULL, 
	number VARCHAR(120) NOT NULL, 
	place VARCHAR(100) NOT NULL, 
	lunar_year INTEGER NOT NULL, 
	lunar_month INTEGER NOT NULL, 
	leap BOOLEAN NOT NULL, 
	held_on VARCHAR(10) NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (number), 
	UNIQUE (place, lunar_year, lunar_month, leap)
);
CREATE TABLE notices (
	id INTEGER NOT NULL, 
	recording VARCHAR(60) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	"by" VARCHAR(100) NOT NULL, 
	json TEXT NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(recording) REFERENCES recordings (code)
);
CREATE TABLE packages (
	id INTEGER NOT NULL, 
	recording VARCHAR(60) NOT NULL, 
	root VARCHAR(64) NOT NULL, 
	path VARCHAR(400) NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(recording) REFERENCES recordings (code)
);
CREATE TABLE paper_copies (
	id INTEGER NOT NULL, 
	paper_number VARCHAR(120) NOT NULL, 
	position INTEGER NOT NULL, 
	holder VARCHAR(200) NOT NULL, 
	file VARCHAR(400) NOT NULL, 
	made_at VARCHAR(32) NOT NULL, sha256 VARCHAR(64), 
	PRIMARY KEY (id), 
	UNIQUE (paper_number, position), 
	FOREIGN KEY(paper_number) REFERENCES papers (number)
);
CREATE TABLE papers (
	id INTEGER NOT NULL, 
	number VARCHAR(120) NOT NULL, 
	paper VARCHAR(60) NOT NULL, 
	case_number VARCHAR(40), 
	issued_on VARCHAR(10) NOT NULL, 
	file VARCHAR(400) NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	facts TEXT NOT NULL, 
	json TEXT NOT NULL, 
	made_at VARCHAR(32) NOT NULL, issued_from VARCHAR(64), 
	PRIMARY KEY (id), 
	UNIQUE (number), 
	FOREIGN KEY(case_number) REFERENCES cases (number)
);
CREATE TABLE pending_work (
	id INTEGER NOT NULL, 
	kind VARCHAR(32) NOT NULL, 
	subject VARCHAR(140) NOT NULL, 
	details TEXT NOT NULL, 
	done_at VARCHAR(32), 
	told_at VARCHAR(32), 
	result TEXT NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE recordings (
	id INTEGER NOT NULL, 
	code VARCHAR(60) NOT NULL, 
	meeting VARCHAR(120) NOT NULL, 
	position INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	json TEXT NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (code), 
	UNIQUE (sha256), 
	UNIQUE (meeting, position), 
	FOREIGN KEY(meeting) REFERENCES meetings (number)
);
CREATE TABLE repeats (
	id INTEGER NOT NULL, 
	number VARCHAR(140) NOT NULL, 
	earlier VARCHAR(140) NOT NULL, 
	verdict VARCHAR(16) NOT NULL, 
	"by" VARCHAR(100) NOT NULL, 
	json TEXT NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE revisions (
	id INTEGER NOT NULL, 
	recording VARCHAR(60) NOT NULL, 
	action VARCHAR(16) NOT NULL, 
	"by" VARCHAR(100) NOT NULL, 
	reason TEXT, 
	old TEXT NOT NULL, 
	new TEXT NOT NULL, 
	json TEXT NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(recording) REFERENCES recordings (code)
);
CREATE TABLE transcripts (
	id INTEGER NOT NULL, 
	recording VARCHAR(60) NOT NULL, 
	version INTEGER NOT NULL, 
	parent INTEGER, 
	sha256 VARCHAR(64) NOT NULL, 
	json TEXT NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (recording, version), 
	FOREIGN KEY(recording) REFERENCES recordings (code)
);
CREATE TRIGGER meetings_no_update BEFORE UPDATE ON meetings BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER meetings_no_delete BEFORE DELETE ON meetings BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER cases_no_update BEFORE UPDATE ON cases BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER cases_no_delete BEFORE DELETE ON cases BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER case_grievances_no_update BEFORE UPDATE ON case_grievances BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER case_grievances_no_delete BEFORE DELETE ON case_grievances BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER packages_no_update BEFORE UPDATE ON packages BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER packages_no_delete BEFORE DELETE ON packages BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER fixity_checks_no_update BEFORE UPDATE ON fixity_checks BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER fixity_checks_no_delete BEFORE DELETE ON fixity_checks BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER discs_no_update BEFORE UPDATE ON discs BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER discs_no_delete BEFORE DELETE ON discs BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER archival_codes_no_update BEFORE UPDATE ON archival_codes BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER archival_codes_no_delete BEFORE DELETE ON archival_codes BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER appraisals_no_update BEFORE UPDATE ON appraisals BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER appraisals_no_delete BEFORE DELETE ON appraisals BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER erasures_no_update BEFORE UPDATE ON erasures BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER erasures_no_delete BEFORE DELETE ON erasures BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER backups_no_update BEFORE UPDATE ON backups BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER backups_no_delete BEFORE DELETE ON backups BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER recordings_no_update BEFORE UPDATE ON recordings WHEN COALESCE((SELECT value FROM counters WHERE scope = 'erasing'), 0) = 0 OR NEW."id" IS NOT OLD."id" OR NEW."made_at" IS NOT OLD."made_at" OR NEW."code" IS NOT OLD."code" OR NEW."meeting" IS NOT OLD."meeting" OR NEW."position" IS NOT OLD."position" OR NEW."sha256" IS NOT OLD."sha256" BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER recordings_no_delete BEFORE DELETE ON recordings BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER transcripts_no_update BEFORE UPDATE ON transcripts WHEN COALESCE((SELECT value FROM counters WHERE scope = 'erasing'), 0) = 0 OR NEW."id" IS NOT OLD."id" OR NEW."made_at" IS NOT OLD."made_at" OR NEW."recording" IS NOT OLD."recording" OR NEW."version" IS NOT OLD."version" OR NEW."parent" IS NOT OLD."parent" OR NEW."sha256" IS NOT OLD."sha256" BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER transcripts_no_delete BEFORE DELETE ON transcripts BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER grievance_lists_no_update BEFORE UPDATE ON grievance_lists WHEN COALESCE((SELECT value FROM counters WHERE scope = 'erasing'), 0) = 0 OR NEW."id" IS NOT OLD."id" OR NEW."made_at" IS NOT OLD."made_at" OR NEW."recording" IS NOT OLD."recording" OR NEW."transcript_version" IS NOT OLD."transcript_version" OR NEW."sha256" IS NOT OLD."sha256" BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER grievance_lists_no_delete BEFORE DELETE ON grievance_lists BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER grievances_no_update BEFORE UPDATE ON grievances WHEN COALESCE((SELECT value FROM counters WHERE scope = 'erasing'), 0) = 0 OR NEW."id" IS NOT OLD."id" OR NEW."made_at" IS NOT OLD."made_at" OR NEW."number" IS NOT OLD."number" OR NEW."version" IS NOT OLD."version" OR NEW."meeting" IS NOT OLD."meeting" OR NEW."recording" IS NOT OLD."recording" OR NEW."ordinal" IS NOT OLD."ordinal" OR NEW."transcript_version" IS NOT OLD."transcript_version" OR NEW."status" IS NOT OLD."status" OR NEW."by" IS NOT OLD."by" BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER grievances_no_delete BEFORE DELETE ON grievances BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER revisions_no_update BEFORE UPDATE ON revisions WHEN COALESCE((SELECT value FROM counters WHERE scope = 'erasing'), 0) = 0 OR NEW."id" IS NOT OLD."id" OR NEW."made_at" IS NOT OLD."made_at" OR NEW."recording" IS NOT OLD."recording" OR NEW."action" IS NOT OLD."action" OR NEW."by" IS NOT OLD."by" BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER revisions_no_delete BEFORE DELETE ON revisions BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER repeats_no_update BEFORE UPDATE ON repeats WHEN COALESCE((SELECT value FROM counters WHERE scope = 'erasing'), 0) = 0 OR NEW."id" IS NOT OLD."id" OR NEW."made_at" IS NOT OLD."made_at" OR NEW."number" IS NOT OLD."number" OR NEW."earlier" IS NOT OLD."earlier" OR NEW."verdict" IS NOT OLD."verdict" OR NEW."by" IS NOT OLD."by" BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER repeats_no_delete BEFORE DELETE ON repeats BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries WHEN COALESCE((SELECT value FROM counters WHERE scope = 'erasing'), 0) = 0 OR NEW."id" IS NOT OLD."id" OR NEW."made_at" IS NOT OLD."made_at" OR NEW."case_number" IS NOT OLD."case_number" OR NEW."number" IS NOT OLD."number" OR NEW."kind" IS NOT OLD."kind" OR NEW."entry_date" IS NOT OLD."entry_date" OR NEW."served_on" IS NOT OLD."served_on" OR NEW."proof_sha256" IS NOT OLD."proof_sha256" OR NEW."corrects" IS NOT OLD."corrects" BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER papers_no_update BEFORE UPDATE ON papers WHEN COALESCE((SELECT value FROM counters WHERE scope = 'erasing'), 0) = 0 OR NEW."id" IS NOT OLD."id" OR NEW."made_at" IS NOT OLD."made_at" OR NEW."number" IS NOT OLD."number" OR NEW."paper" IS NOT OLD."paper" OR NEW."case_number" IS NOT OLD."case_number" OR NEW."issued_on" IS NOT OLD."issued_on" OR NEW."sha256" IS NOT OLD."sha256" BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER papers_no_delete BEFORE DELETE ON papers BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER paper_copies_no_update BEFORE UPDATE ON paper_copies WHEN COALESCE((SELECT value FROM counters WHERE scope = 'erasing'), 0) = 0 OR NEW."id" IS NOT OLD."id" OR NEW."made_at" IS NOT OLD."made_at" OR NEW."paper_number" IS NOT OLD."paper_number" OR NEW."position" IS NOT OLD."position" BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER paper_copies_no_delete BEFORE DELETE ON paper_copies BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER notices_no_update BEFORE UPDATE ON notices WHEN COALESCE((SELECT value FROM counters WHERE scope = 'erasing'), 0) = 0 OR NEW."id" IS NOT OLD."id" OR NEW."made_at" IS NOT OLD."made_at" OR NEW."recording" IS NOT OLD."recording" OR NEW."kind" IS NOT OLD."kind" OR NEW."by" IS NOT OLD."by" BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER notices_no_delete BEFORE DELETE ON notices BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER pending_work_no_delete BEFORE DELETE ON pending_work BEGIN SELECT RAISE(ABORT, 'pending work is finished, not deleted'); END;
CREATE INDEX events_by_source ON events (source, source_row);
CREATE TRIGGER events_no_update BEFORE UPDATE ON events WHEN COALESCE((SELECT value FROM counters WHERE scope = 'erasing'), 0) = 0 OR NEW."position" IS NOT OLD."position" OR NEW."subject" IS NOT OLD."subject" OR NEW."seq" IS NOT OLD."seq" OR NEW."kind" IS NOT OLD."kind" OR NEW."at" IS NOT OLD."at" OR NEW."precision" IS NOT OLD."precision" OR NEW."recorded_at" IS NOT OLD."recorded_at" OR NEW."by" IS NOT OLD."by" OR NEW."second" IS NOT OLD."second" OR NEW."facts" IS NOT OLD."facts" OR NEW."commitment" IS NOT OLD."commitment" OR NEW."corrects" IS NOT OLD."corrects" OR NEW."source" IS NOT OLD."source" OR NEW."source_row" IS NOT OLD."source_row" OR NEW."prev" IS NOT OLD."prev" OR NEW."hash" IS NOT OLD."hash" OR NEW.salt IS NOT NULL OR NEW.private IS NOT NULL BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE UNIQUE INDEX one_paper_per_draft ON papers (issued_from);
CREATE TRIGGER accusation_judgements_no_update BEFORE UPDATE ON accusation_judgements BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER accusation_judgements_no_delete BEFORE DELETE ON accusation_judgements BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER meeting_corrections_no_update BEFORE UPDATE ON meeting_corrections BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER meeting_corrections_no_delete BEFORE DELETE ON meeting_corrections BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER matters_no_update BEFORE UPDATE ON matters WHEN COALESCE((SELECT value FROM counters WHERE scope = 'erasing'), 0) = 0 OR NEW."id" IS NOT OLD."id" OR NEW."made_at" IS NOT OLD."made_at" OR NEW."number" IS NOT OLD."number" OR NEW."source" IS NOT OLD."source" OR NEW."received" IS NOT OLD."received" OR NEW."by" IS NOT OLD."by" BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER matters_no_delete BEFORE DELETE ON matters BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER matter_judgements_no_update BEFORE UPDATE ON matter_judgements BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE TRIGGER matter_judgements_no_delete BEFORE DELETE ON matter_judgements BEGIN SELECT RAISE(ABORT, 'facts are only added'); END;
CREATE INDEX events_by_kind ON events (kind, subject, at);
CREATE INDEX grievance_lists_by_recording ON grievance_lists (recording);
CREATE INDEX grievances_by_recording ON grievances (recording);
CREATE INDEX revisions_by_recording ON revisions (recording);
CREATE INDEX judgements_by_recording ON accusation_judgements (recording);
CREATE INDEX repeats_by_number ON repeats (number);
CREATE INDEX matter_judgements_by_matter ON matter_judgements (matter);
CREATE INDEX cases_by_grievance ON case_grievances (grievance);
CREATE INDEX corrections_by_meeting ON meeting_corrections (meeting);
CREATE INDEX papers_by_case ON papers (case_number);
