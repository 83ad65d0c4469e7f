// SPDX-License-Identifier: Apache-2.0

import GRDB
import Media
package import RecordingModel

extension SQLiteCatalogue {
    package func insert(_ template: CallbackTemplate, quota: Int) async throws -> Int64? {
        try await commits.write { database in
            guard try CallbackTemplateRow.fetchCount(database) < quota else { return nil }
            try CallbackTemplateRow(template).insert(database)
            let id = database.lastInsertedRowID
            for (kind, url) in template.urls {
                try CallbackURLRow(templateID: id, kind: kind.rawValue, url: url).insert(database)
            }
            return id
        }
    }

    package func callbackTemplate(id: Int64) async throws -> CallbackTemplate? {
        try await pool.read { try Self.callbackTemplate(id: id, in: $0) }
    }

    package func insert(_ rule: CallbackRule) async throws -> Bool {
        let row = CallbackRuleRow(
            domain: rule.domain.lowercased(), application: rule.application, templateID: rule.templateID,
            created: rule.created.microseconds)
        return try await commits.write { database in
            try row.insert(database, onConflict: .ignore)
            return database.changesCount == 1
        }
    }

    static func callbackTemplate(id: Int64, in database: Database) throws -> CallbackTemplate? {
        guard let row = try CallbackTemplateRow.fetchOne(database, key: id) else { return nil }
        let query: SQL = "SELECT * FROM callbackURL WHERE templateID = \(id)"
        return try row.template(urls: SQLRequest<CallbackURLRow>(literal: query).fetchAll(database))
    }
}
