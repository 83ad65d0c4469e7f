// SPDX-License-Identifier: Apache-2.0

import GRDB
package import RecordingModel

extension SQLiteCatalogue {
    package func changeRecordTemplate(
        id: Int64, _ change: @escaping @Sendable (inout RecordTemplate) -> Void
    ) async throws -> Bool {
        try await commits.write { database in
            guard var template = try Self.recordTemplate(id: id, in: database) else { return false }
            change(&template)
            var row = RecordTemplateRow(template)
            row.id = id
            try row.update(database)
            try database.execute(literal: "DELETE FROM recordTemplateFormat WHERE templateID = \(id)")
            for (format, settings) in template.formats {
                try FormatRow(settings, of: format, templateID: id).insert(database)
            }
            return true
        }
    }

    package func deleteRecordTemplate(id: Int64) async throws -> TemplateDeletion {
        try await commits.write { database in
            let bound: SQL = "SELECT EXISTS (SELECT * FROM recordRule WHERE templateID = \(id))"
            if try SQLRequest<Bool>(literal: bound).fetchOne(database) ?? false { return .inUse }
            return try RecordTemplateRow.deleteOne(database, key: id) ? .deleted : .unknown
        }
    }

    package func insert(_ rule: RecordRule, quota: Int) async throws -> RuleInsertion {
        let row = RecordRuleRow(rule)
        return try await commits.write { database in
            guard try RecordTemplateRow.exists(database, key: row.templateID) else { return .noTemplate }
            let taken: SQL = """
                SELECT EXISTS (SELECT * FROM recordRule
                    WHERE domain = \(row.domain) AND application = \(row.application) AND stream = \(row.stream))
                """
            if try SQLRequest<Bool>(literal: taken).fetchOne(database) ?? false { return .taken }
            guard try RecordRuleRow.fetchCount(database) < quota else { return .quotaReached }
            try row.insert(database)
            return .inserted
        }
    }

    package func deleteRecordRule(domain: String, application: String, stream: String) async throws -> Bool {
        let domain = domain.lowercased()
        return try await commits.write { database in
            try database.execute(
                literal: """
                    DELETE FROM recordRule
                    WHERE domain = \(domain) AND application = \(application) AND stream = \(stream)
                    """)
            return database.changesCount == 1
        }
    }

    package func recordRules() async throws -> [RecordRule] {
        try await pool.read { database in
            try RecordRuleRow.fetchAll(
                database, sql: "SELECT * FROM recordRule ORDER BY domain, application, stream"
            ).map(\.rule)
        }
    }

    package func recordRule(for key: StreamKey) async throws -> RecordRule? {
        let domain = key.domain.lowercased()
        // At most four rows: a name and its wildcard for the app, and for the stream.
        let query: SQL = """
            SELECT * FROM recordRule
            WHERE domain = \(domain) AND application IN (\(key.application), '') AND stream IN (\(key.stream), '')
            """
        let rules = try await pool.read { try SQLRequest<RecordRuleRow>(literal: query).fetchAll($0).map(\.rule) }
        return RuleBook(rules).rule(for: key)
    }
}
