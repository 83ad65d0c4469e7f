// SPDX-License-Identifier: Apache-2.0

import GRDB

/// One URL of a callback template, as it is kept.
struct CallbackURLRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "callbackURL"

    var templateID: Int64
    var kind: String
    var url: String
}
