// SPDX-License-Identifier: Apache-2.0

import GRDB

/// The tables, and how each version of them comes from the one before.
///
/// A migration that was released is never changed. Times are microseconds of unix time, media times
/// nanoseconds; unsigned numbers of 64 bits are kept as the signed number of the same bits.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(sql: orders)
            try database.execute(sql: templates)
            try database.execute(sql: domains)
            try database.execute(sql: callbacks)
            try database.execute(sql: library)
        }
        registerRecording(in: &migrator)
        StreamsSchema.register(in: &migrator)
        registerMedia(in: &migrator)
        registerOutbox(in: &migrator)
        registerUploads(in: &migrator)
        registerRetention(in: &migrator)
        return migrator
    }

    // The last index serves the start of the server: of years of orders only those that may still record.
    private static let orders = """
        CREATE TABLE task (
            id TEXT NOT NULL PRIMARY KEY,
            domain TEXT NOT NULL, application TEXT NOT NULL, stream TEXT NOT NULL,
            startTime INTEGER NOT NULL, endTime INTEGER NOT NULL,
            templateID INTEGER NOT NULL, streamType INTEGER NOT NULL, extensionText TEXT NOT NULL,
            created INTEGER NOT NULL, stopped INTEGER
        ) STRICT;
        CREATE INDEX taskByStart ON task (startTime, id);
        CREATE INDEX taskByStream ON task (stream, startTime, id);
        CREATE INDEX taskUnstopped ON task (endTime) WHERE stopped IS NULL;
        """

    // AUTOINCREMENT: the number of a deleted template must not come to mean another one.
    private static let templates = """
        CREATE TABLE recordTemplate (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL, description TEXT NOT NULL, isDelayLive INTEGER NOT NULL,
            flowContinueDuration INTEGER NOT NULL, uploadsInRecording INTEGER NOT NULL,
            storesToCOS INTEGER NOT NULL, removesWatermark INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE recordTemplateFormat (
            templateID INTEGER NOT NULL REFERENCES recordTemplate (id) ON DELETE CASCADE,
            format TEXT NOT NULL, isEnabled INTEGER NOT NULL, recordInterval INTEGER NOT NULL,
            storageTime INTEGER NOT NULL, vodSubAppID INTEGER NOT NULL, vodFileName TEXT NOT NULL,
            procedure TEXT NOT NULL, storageMode TEXT NOT NULL, classID INTEGER NOT NULL,
            cosBucketName TEXT NOT NULL, cosBucketRegion TEXT NOT NULL, cosBucketPath TEXT NOT NULL,
            PRIMARY KEY (templateID, format)
        ) STRICT, WITHOUT ROWID;
        """

    private static let domains = """
        CREATE TABLE pushDomain (
            name TEXT NOT NULL PRIMARY KEY,
            purpose INTEGER NOT NULL, isEnabled INTEGER NOT NULL, created INTEGER NOT NULL,
            playType INTEGER NOT NULL, isAuthenticated INTEGER NOT NULL,
            masterKey TEXT NOT NULL, backupKey TEXT NOT NULL, delta INTEGER NOT NULL
        ) STRICT;
        """

    private static let callbacks = """
        CREATE TABLE callbackTemplate (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL, description TEXT NOT NULL, key TEXT NOT NULL,
            recordExceptionLevels TEXT NOT NULL
        ) STRICT;
        CREATE TABLE callbackURL (
            templateID INTEGER NOT NULL REFERENCES callbackTemplate (id) ON DELETE CASCADE,
            kind TEXT NOT NULL, url TEXT NOT NULL,
            PRIMARY KEY (templateID, kind)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE callbackRule (
            domain TEXT NOT NULL, application TEXT NOT NULL,
            templateID INTEGER NOT NULL REFERENCES callbackTemplate (id),
            PRIMARY KEY (domain, application)
        ) STRICT, WITHOUT ROWID;
        """

    private static let library = """
        CREATE TABLE recordedFile (
            id TEXT NOT NULL PRIMARY KEY,
            taskID TEXT NOT NULL, templateID INTEGER NOT NULL, sessionID TEXT NOT NULL,
            publication INTEGER NOT NULL, domain TEXT NOT NULL, application TEXT NOT NULL, stream TEXT NOT NULL,
            pushBegun INTEGER NOT NULL, clientAddress TEXT NOT NULL, parameters TEXT NOT NULL,
            format TEXT NOT NULL, title TEXT NOT NULL, path TEXT NOT NULL, size INTEGER NOT NULL,
            begun INTEGER NOT NULL, ended INTEGER NOT NULL, created INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX recordedFileByCreation ON recordedFile (created, id);
        CREATE INDEX recordedFileByStream ON recordedFile (stream, created, id);
        CREATE INDEX recordedFileByTitle ON recordedFile (title, created, id);
        CREATE TABLE recordedTrack (
            fileID TEXT NOT NULL REFERENCES recordedFile (id) ON DELETE CASCADE,
            kind TEXT NOT NULL, codec TEXT NOT NULL, configuration BLOB NOT NULL,
            packets INTEGER NOT NULL, bytes INTEGER NOT NULL,
            firstDecodeTime INTEGER NOT NULL, lastDecodeTime INTEGER NOT NULL,
            PRIMARY KEY (fileID, kind)
        ) STRICT, WITHOUT ROWID;
        """
}
