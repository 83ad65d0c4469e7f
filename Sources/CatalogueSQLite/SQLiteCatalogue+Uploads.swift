// SPDX-License-Identifier: Apache-2.0

import GRDB
package import Media
package import RecordingModel

extension SQLiteCatalogue {
    package func note(_ order: UploadOrder, at now: WallTime) async throws {
        try await commits.write { try Self.note(order, at: now, in: $0) }
    }

    package func dueUploads(at now: WallTime, limit: Int) async throws -> DueUploads {
        let (now, horizon) = (now.microseconds, now.advanced(by: UploadBackoff.limit).microseconds)
        let ready: SQL = """
            SELECT * FROM uploadObject AS object
            WHERE state <> 'stored' AND NOT (due > \(now) AND due <= \(horizon))
                AND NOT (state = 'pending' AND namesOthers AND EXISTS (
                    SELECT 1 FROM uploadObject AS earlier
                    WHERE earlier.sessionID = object.sessionID AND earlier.sequence < object.sequence
                        AND earlier.state = 'pending'))
            ORDER BY sequence LIMIT \(limit)
            """
        let later: SQL = """
            SELECT MIN(due) FROM uploadObject WHERE state <> 'stored' AND due > \(now) AND due <= \(horizon)
            """
        return try await pool.read { database in
            let objects = try SQLRequest<UploadObjectRow>(literal: ready).fetchAll(database).map { try $0.object() }
            let next = try SQLRequest<Int64?>(literal: later).fetchOne(database) ?? nil
            return DueUploads(objects: objects, next: next.map { WallTime(microseconds: $0) })
        }
    }

    package func noteMultipart(_ multipartID: String?, of object: UploadObject) async throws {
        try await commits.write { database in
            try database.execute(
                literal: "UPDATE uploadObject SET multipartID = \(multipartID) WHERE sequence = \(object.sequence)")
        }
    }

    package func noteStored(_ object: UploadObject) async throws {
        try await write { database in
            try database.execute(
                literal: """
                    UPDATE uploadObject SET state = 'stored', multipartID = NULL, attempts = 0
                    WHERE sequence = \(object.sequence) AND state = 'pending'
                    """)
            guard database.changesCount == 1 else { return false }
            return try Self.completeFiles(ofSession: object.id.sessionID, in: database)
        }
    }

    package func noteFailure(of object: UploadObject, until due: WallTime) async throws {
        try await commits.write { database in
            try database.execute(
                literal: """
                    UPDATE uploadObject SET attempts = attempts + 1, due = \(due.microseconds)
                    WHERE sequence = \(object.sequence) AND state = \(object.state.rawValue)
                    """)
        }
    }

    package func noteDeleted(_ object: UploadObject) async throws {
        try await commits.write { database in
            try database.execute(
                literal: "DELETE FROM uploadObject WHERE sequence = \(object.sequence) AND state = 'deleting'")
        }
    }

    package func storedCopies(limit: Int) async throws -> [StoredCopy] {
        try await pool.read { database in
            let query: SQL = "SELECT * FROM fileUpload WHERE isStored ORDER BY fileID LIMIT \(limit)"
            return try SQLRequest<FileUploadRow>(literal: query).fetchAll(database).map { upload in
                let paths = try Self.objects(ofFile: upload.fileID, in: database).map(\.path)
                return StoredCopy(fileID: upload.fileID, paths: paths)
            }
        }
    }

    package func noteCopyRemoved(fileID: String) async throws {
        _ = try await commits.write { try FileUploadRow.deleteOne($0, key: fileID) }
    }

    package func uploadFigures() async throws -> UploadFigures {
        try await pool.read { database in
            let pending: SQL = """
                SELECT COUNT(*) AS count, COALESCE(SUM(size), 0) AS bytes, MIN(noted) AS oldest
                FROM uploadObject WHERE state = 'pending'
                """
            let deleting: SQL = "SELECT COUNT(*) FROM uploadObject WHERE state = 'deleting'"
            guard let row = try SQLRequest<Row>(literal: pending).fetchOne(database) else { return UploadFigures() }
            let oldest: Int64? = row["oldest"]
            return UploadFigures(
                pending: row["count"], bytes: row["bytes"], oldest: oldest.map { WallTime(microseconds: $0) },
                deleting: try SQLRequest<Int>(literal: deleting).fetchOne(database) ?? 0)
        }
    }
}

// What several of them do within their transactions.
extension SQLiteCatalogue {
    private static func note(_ order: UploadOrder, at now: WallTime, in database: Database) throws {
        var isChanged = false
        for file in order.files {
            let query: SQL = """
                SELECT * FROM uploadObject WHERE sessionID = \(order.sessionID) AND name = \(file.name)
                """
            let known = try SQLRequest<UploadObjectRow>(literal: query).fetchOne(database)
            var row = UploadObjectRow(file, of: order, at: now)
            // What names others goes behind those that come with it, known or not.
            if let known, known.holds(file), !(isChanged && row.namesOthers) { continue }
            isChanged = true
            row.multipartID = known?.multipartID
            // The new row has a new number.
            try row.insert(database, onConflict: .replace)
        }
    }

    /// Keeps what a new file waits for.
    /// - Returns: whether anything was announced, since all of it was there before.
    static func insert(
        _ upload: FileUpload, of file: RecordedFile, announcing announcements: [Announcement], in database: Database
    ) throws -> Bool {
        try note(upload.order, at: file.created, in: database)
        let sessionID = upload.order.sessionID
        let last: SQL = "SELECT MAX(sequence) FROM uploadObject WHERE sessionID = \(sessionID)"
        try FileUploadRow(
            fileID: file.id, sessionID: sessionID,
            lastSequence: SQLRequest<Int64>(literal: last).fetchOne(database) ?? 0, url: upload.url,
            announcements: announcements, keepsCopy: upload.keepsCopy, isStored: false
        ).insert(database)
        return try completeFiles(ofSession: sessionID, in: database)
    }

    /// Gives the files of a recording whose objects are all there their URLs, and announces them.
    /// - Returns: whether anybody asked for that.
    private static func completeFiles(ofSession sessionID: String, in database: Database) throws -> Bool {
        let query: SQL = """
            SELECT * FROM fileUpload AS upload
            WHERE sessionID = \(sessionID) AND NOT isStored AND NOT EXISTS (
                SELECT 1 FROM uploadObject
                WHERE sessionID = \(sessionID) AND state = 'pending' AND sequence <= upload.lastSequence)
            """
        let uploads = try SQLRequest<FileUploadRow>(literal: query).fetchAll(database)
        for var upload in uploads {
            try database.execute(
                literal: "UPDATE recordedFile SET storeURL = \(upload.url) WHERE id = \(upload.fileID)")
            if upload.keepsCopy {
                try upload.delete(database)
            } else {
                upload.isStored = true
                try upload.update(database)
            }
        }
        return try insert(uploads.flatMap(\.announcements), into: database)
    }

    /// Marks what a file has in the object store to be deleted from there; called before the file's own row goes.
    static func deleteObjects(ofFile fileID: String, in database: Database) throws {
        for object in try objects(ofFile: fileID, in: database) {
            try database.execute(
                literal: """
                    UPDATE uploadObject SET state = 'deleting', attempts = 0, due = 0
                    WHERE sequence = \(object.sequence)
                    """)
        }
        // The manifest goes with the last file of its recording.
        try database.execute(
            literal: """
                UPDATE uploadObject SET state = 'deleting', attempts = 0, due = 0
                WHERE name = \(RecordingManifest.name)
                    AND sessionID = (SELECT sessionID FROM recordedFile WHERE id = \(fileID))
                    AND NOT EXISTS (
                        SELECT 1 FROM recordedFile AS other
                        WHERE other.sessionID = uploadObject.sessionID AND other.id <> \(fileID))
                """)
    }

    /// What belongs to a file alone: of HLS all of its recording but the manifest, the playlist first.
    private static func objects(ofFile fileID: String, in database: Database) throws -> [UploadObjectRow] {
        let query: SQL = """
            SELECT uploadObject.* FROM uploadObject JOIN recordedFile AS file USING (sessionID)
            WHERE file.id = \(fileID) AND name <> \(RecordingManifest.name)
                AND (file.format = \(RecordingFormat.hls.rawValue) OR uploadObject.path = file.path)
            ORDER BY namesOthers DESC, sequence
            """
        return try SQLRequest<UploadObjectRow>(literal: query).fetchAll(database)
    }
}
