// SPDX-License-Identifier: Apache-2.0

import GRDB
import Media
import RecordingModel

/// A recording rule as it is kept.
struct RecordRuleRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "recordRule"

    var domain: String
    var application: String
    var stream: String
    var templateID: Int64
    var created: Int64
    var updated: Int64

    init(_ rule: RecordRule) {
        domain = rule.domain.lowercased()
        application = rule.application
        stream = rule.stream
        templateID = rule.templateID
        created = rule.created.microseconds
        updated = rule.updated.microseconds
    }

    var rule: RecordRule {
        var rule = RecordRule(
            domain: domain, application: application, stream: stream, templateID: templateID,
            created: WallTime(microseconds: created))
        rule.updated = WallTime(microseconds: updated)
        return rule
    }
}
