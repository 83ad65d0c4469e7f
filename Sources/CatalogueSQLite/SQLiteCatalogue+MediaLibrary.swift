// SPDX-License-Identifier: Apache-2.0

import GRDB
package import RecordingModel

extension SQLiteCatalogue {
    package func modifyFile(
        id: String, _ change: @escaping @Sendable (inout RecordedFile) throws -> Void
    ) async throws -> RecordedFile? {
        try await pool.write { database in
            let query: SQL = "SELECT * FROM recordedFile WHERE id = \(id)"
            guard var file = try Self.files(query, in: database).first else { return nil }
            try change(&file)
            try FileRow(file).update(
                database, columns: ["title", "notes", "classID", "expires", "tags", "updated"])
            return file
        }
    }

    package func deleteFile(id: String) async throws -> Bool {
        try await pool.write { try FileRow.deleteOne($0, key: id) }
    }
}
