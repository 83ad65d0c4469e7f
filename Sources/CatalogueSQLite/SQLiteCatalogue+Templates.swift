// SPDX-License-Identifier: Apache-2.0

import GRDB
package import RecordingModel

extension SQLiteCatalogue {
    package func insert(_ template: RecordTemplate, quota: Int) async throws -> Int64? {
        try await commits.write { database in
            guard try RecordTemplateRow.fetchCount(database) < quota else { return nil }
            try RecordTemplateRow(template).insert(database)
            let id = database.lastInsertedRowID
            for (format, settings) in template.formats {
                try FormatRow(settings, of: format, templateID: id).insert(database)
            }
            return id
        }
    }

    package func recordTemplate(id: Int64) async throws -> RecordTemplate? {
        try await pool.read { try Self.recordTemplate(id: id, in: $0) }
    }

    static func recordTemplate(id: Int64, in database: Database) throws -> RecordTemplate? {
        guard let row = try RecordTemplateRow.fetchOne(database, key: id) else { return nil }
        let query: SQL = "SELECT * FROM recordTemplateFormat WHERE templateID = \(id)"
        return try row.template(formats: SQLRequest<FormatRow>(literal: query).fetchAll(database))
    }

    package func recordTemplates() async throws -> [RecordTemplate] {
        try await pool.read { database in
            let formats = Dictionary(grouping: try FormatRow.fetchAll(database), by: \.templateID)
            return try RecordTemplateRow.fetchAll(database, sql: "SELECT * FROM recordTemplate ORDER BY id").map {
                try $0.template(formats: $0.id.flatMap { formats[$0] } ?? [])
            }
        }
    }
}
