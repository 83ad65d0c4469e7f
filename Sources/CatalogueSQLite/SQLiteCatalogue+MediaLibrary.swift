// SPDX-License-Identifier: Apache-2.0

import GRDB
package import RecordingModel

extension SQLiteCatalogue {
    package func files(inSession sessionID: String) async throws -> [RecordedFile] {
        let query: SQL = "SELECT * FROM recordedFile WHERE sessionID = \(sessionID) ORDER BY created, id"
        return try await pool.read { try Self.files(query, in: $0) }
    }

    package func modifyFile(
        id: String, _ change: @escaping @Sendable (inout RecordedFile) throws -> Void
    ) async throws -> (before: RecordedFile, after: RecordedFile)? {
        try await commits.write { database in
            let query: SQL = "SELECT * FROM recordedFile WHERE id = \(id)"
            guard let before = try Self.files(query, in: database).first else { return nil }
            var after = before
            try change(&after)
            try FileRow(after).update(
                database,
                columns: ["title", "notes", "classID", "expires", "tags", "cover", "marks", "subtitles", "updated"])
            return (before, after)
        }
    }

    package func deleteFile(id: String) async throws -> Bool {
        try await commits.write { database in
            try Self.deleteObjects(ofFile: id, in: database)
            return try FileRow.deleteOne(database, key: id)
        }
    }
}
