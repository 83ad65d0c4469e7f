// SPDX-License-Identifier: Apache-2.0

import GRDB

extension Schema {
    /// Rules, orders of the deprecated family, and the history of recordings.
    static func registerRecording(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("2 recording") { database in
            try database.execute(sql: rules)
            try database.execute(sql: liveRecords)
            try database.execute(sql: history)
        }
    }

    private static let rules = """
        CREATE TABLE recordRule (
            domain TEXT NOT NULL, application TEXT NOT NULL, stream TEXT NOT NULL,
            templateID INTEGER NOT NULL REFERENCES recordTemplate (id),
            created INTEGER NOT NULL, updated INTEGER NOT NULL,
            PRIMARY KEY (domain, application, stream)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX recordRuleByTemplate ON recordRule (templateID);
        """

    // The ids are as random as those of the new family, though shorter.
    private static let liveRecords = """
        CREATE TABLE liveRecord (
            id INTEGER PRIMARY KEY,
            domain TEXT NOT NULL, application TEXT NOT NULL, stream TEXT NOT NULL,
            startTime INTEGER NOT NULL, endTime INTEGER NOT NULL,
            format TEXT NOT NULL, content TEXT NOT NULL,
            recordInterval INTEGER NOT NULL, storageTime INTEGER NOT NULL,
            isMixed INTEGER NOT NULL, isRealTime INTEGER NOT NULL,
            created INTEGER NOT NULL, stopped INTEGER
        ) STRICT;
        CREATE INDEX liveRecordByStream ON liveRecord (stream);
        CREATE INDEX liveRecordByCreation ON liveRecord (created);
        CREATE INDEX liveRecordUnstopped ON liveRecord (endTime) WHERE stopped IS NULL;
        """

    private static let history = """
        CREATE TABLE recordingSpan (
            sessionID TEXT NOT NULL PRIMARY KEY,
            domain TEXT NOT NULL, isDelayLive INTEGER NOT NULL,
            begun INTEGER NOT NULL, ended INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX recordingSpanByTime ON recordingSpan (ended, begun);
        """
}
