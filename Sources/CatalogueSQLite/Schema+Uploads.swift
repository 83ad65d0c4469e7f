// SPDX-License-Identifier: Apache-2.0

import GRDB

extension Schema {
    /// What has to be in the object store, and what is there.
    static func registerUploads(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("uploads") { database in
            try database.execute(sql: "ALTER TABLE recordedFile ADD COLUMN storeURL TEXT")
            try database.execute(sql: uploads)
        }
    }

    // AUTOINCREMENT: a number stands for one name's contents, and must not come to mean others.
    private static let uploads = """
        CREATE TABLE uploadObject (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            sessionID TEXT NOT NULL, name TEXT NOT NULL, namesOthers INTEGER NOT NULL,
            bucket TEXT NOT NULL, region TEXT NOT NULL, key TEXT NOT NULL,
            path TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL,
            state TEXT NOT NULL, multipartID TEXT, attempts INTEGER NOT NULL,
            due INTEGER NOT NULL, noted INTEGER NOT NULL,
            UNIQUE (sessionID, name)
        ) STRICT;
        CREATE INDEX uploadObjectUnfinished ON uploadObject (sequence) WHERE state <> 'stored';
        CREATE INDEX uploadObjectPending ON uploadObject (sessionID, sequence) WHERE state = 'pending';
        CREATE INDEX uploadObjectDeleting ON uploadObject (sequence) WHERE state = 'deleting';
        CREATE TABLE fileUpload (
            fileID TEXT NOT NULL PRIMARY KEY REFERENCES recordedFile (id) ON DELETE CASCADE,
            sessionID TEXT NOT NULL, lastSequence INTEGER NOT NULL,
            url TEXT NOT NULL, announcements TEXT NOT NULL, keepsCopy INTEGER NOT NULL, isStored INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX fileUploadBySession ON fileUpload (sessionID);
        CREATE INDEX fileUploadStored ON fileUpload (fileID) WHERE isStored;
        """
}
