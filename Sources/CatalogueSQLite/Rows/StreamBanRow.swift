// SPDX-License-Identifier: Apache-2.0

import GRDB
import Media
import RecordingModel

/// A forbidden stream, as it is kept.
struct StreamBanRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "streamBan"

    var stream: String
    var domain: String
    var application: String
    var created: Int64
    var resumes: Int64
    var reason: String

    init(_ ban: StreamBan) {
        stream = ban.key.stream
        domain = ban.key.domain
        application = ban.key.application
        created = ban.created.microseconds
        resumes = ban.resumes.microseconds
        reason = ban.reason
    }

    var ban: StreamBan {
        StreamBan(
            key: StreamKey(domain: domain, application: application, stream: stream),
            created: WallTime(microseconds: created), resumes: WallTime(microseconds: resumes), reason: reason)
    }
}
