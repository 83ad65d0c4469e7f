// SPDX-License-Identifier: Apache-2.0

import GRDB
import Media
package import RecordingModel

extension SQLiteCatalogue {
    package func callbackTemplates() async throws -> [CallbackTemplate] {
        try await pool.read { database in
            let urls = Dictionary(grouping: try CallbackURLRow.fetchAll(database), by: \.templateID)
            return try CallbackTemplateRow.fetchAll(database, sql: "SELECT * FROM callbackTemplate ORDER BY id").map {
                try $0.template(urls: $0.id.flatMap { urls[$0] } ?? [])
            }
        }
    }

    package func modifyCallbackTemplate(
        id: Int64, _ change: @escaping @Sendable (inout CallbackTemplate) throws -> Void
    ) async throws -> Bool {
        try await commits.write { database in
            guard var template = try Self.callbackTemplate(id: id, in: database) else { return false }
            try change(&template)
            var row = CallbackTemplateRow(template)
            row.id = id
            try row.update(database)
            try database.execute(literal: "DELETE FROM callbackURL WHERE templateID = \(id)")
            for (kind, url) in template.urls {
                try CallbackURLRow(templateID: id, kind: kind.rawValue, url: url).insert(database)
            }
            return true
        }
    }

    package func deleteCallbackTemplate(id: Int64) async throws -> CallbackTemplateDeletion {
        try await commits.write { database in
            let rule: SQL = "SELECT 1 FROM callbackRule WHERE templateID = \(id) LIMIT 1"
            guard try SQLRequest<Int>(literal: rule).fetchOne(database) == nil else { return .inUse }
            return try CallbackTemplateRow.deleteOne(database, key: id) ? .deleted : .unknown
        }
    }

    package func callbackRules() async throws -> [CallbackRule] {
        try await pool.read { database in
            let query = "SELECT * FROM callbackRule ORDER BY domain, application"
            return try CallbackRuleRow.fetchAll(database, sql: query).map { row in
                CallbackRule(
                    domain: row.domain, application: row.application, templateID: row.templateID,
                    created: WallTime(microseconds: row.created))
            }
        }
    }

    package func deleteCallbackRule(domain: String, application: String) async throws -> Bool {
        let domain = domain.lowercased()
        return try await commits.write { database in
            try database.execute(
                literal: "DELETE FROM callbackRule WHERE domain = \(domain) AND application = \(application)")
            return database.changesCount == 1
        }
    }
}
