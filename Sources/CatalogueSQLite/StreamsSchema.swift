// SPDX-License-Identifier: Apache-2.0

import GRDB

/// What came with the actions on streams, domains, callbacks and media: histories, bans and notes.
enum StreamsSchema {
    static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("streams") { database in
            try database.execute(sql: additions)
            try database.execute(sql: pushes)
            try database.execute(sql: callbacks)
        }
    }

    private static let additions = """
        ALTER TABLE pushDomain ADD COLUMN isDelayLive INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE pushDomain ADD COLUMN isMiniProgramLive INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE callbackRule ADD COLUMN created INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE recordedFile ADD COLUMN notes TEXT NOT NULL DEFAULT '';
        ALTER TABLE recordedFile ADD COLUMN classID INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE recordedFile ADD COLUMN expires INTEGER;
        ALTER TABLE recordedFile ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE recordedFile ADD COLUMN updated INTEGER;
        CREATE INDEX callbackRuleByTemplate ON callbackRule (templateID);
        """

    private static let pushes = """
        CREATE TABLE push (
            id INTEGER NOT NULL PRIMARY KEY,
            domain TEXT NOT NULL, application TEXT NOT NULL, stream TEXT NOT NULL,
            begun INTEGER NOT NULL, clientAddress TEXT NOT NULL, isAdmitted INTEGER NOT NULL,
            ended INTEGER, code INTEGER, subcode INTEGER, reason TEXT, width INTEGER, height INTEGER
        ) STRICT;
        CREATE INDEX pushByEnd ON push (ended, begun, id);
        CREATE INDEX pushByDomain ON push (domain, ended) WHERE isAdmitted;
        CREATE TABLE streamBan (
            stream TEXT NOT NULL PRIMARY KEY,
            domain TEXT NOT NULL, application TEXT NOT NULL,
            created INTEGER NOT NULL, resumes INTEGER NOT NULL, reason TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX streamBanByEnd ON streamBan (resumes);
        """

    private static let callbacks = """
        CREATE TABLE callbackAttempt (
            id INTEGER PRIMARY KEY,
            stream TEXT NOT NULL, eventType INTEGER NOT NULL, eventTime INTEGER NOT NULL,
            request TEXT NOT NULL, response TEXT NOT NULL, responseTime INTEGER NOT NULL,
            resultCode INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX callbackAttemptByStream ON callbackAttempt (stream, eventTime, id);
        CREATE INDEX callbackAttemptByTime ON callbackAttempt (responseTime);
        """
}
