// SPDX-License-Identifier: Apache-2.0

import GRDB

extension Schema {
    /// What is missing from recordings, the checksums of their files, and what their owners add to these.
    static func registerMedia(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("media") { database in
            try database.execute(sql: "ALTER TABLE recordedFile ADD COLUMN sha256 TEXT NOT NULL DEFAULT ''")
            try database.execute(sql: gaps)
        }
        migrator.registerMigration("attachments") { database in
            try database.execute(sql: "ALTER TABLE recordedFile ADD COLUMN cover TEXT")
            for column in ["marks", "subtitles"] {
                try database.execute(sql: "ALTER TABLE recordedFile ADD COLUMN \(column) TEXT NOT NULL DEFAULT '[]'")
            }
        }
    }

    /// What retention looks for.
    static func registerRetention(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("retention") { database in
            try database.execute(
                sql: "CREATE INDEX recordedFileByExpiry ON recordedFile (expires) WHERE expires IS NOT NULL")
        }
    }

    private static let gaps = """
        CREATE TABLE recordingGap (
            id INTEGER PRIMARY KEY,
            sessionID TEXT NOT NULL, reason TEXT NOT NULL, kind TEXT,
            begun INTEGER NOT NULL, ended INTEGER NOT NULL, position INTEGER NOT NULL, step INTEGER NOT NULL,
            packets INTEGER NOT NULL, detail TEXT NOT NULL
        ) STRICT;
        CREATE INDEX recordingGapBySession ON recordingGap (sessionID, id);
        CREATE INDEX recordedFileBySession ON recordedFile (sessionID);
        CREATE INDEX recordingGapByTime ON recordingGap (ended);
        """
}
