// SPDX-License-Identifier: Apache-2.0

import GRDB

/// Which callback template holds for a domain and app, as it is kept.
struct CallbackRuleRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "callbackRule"

    var domain: String
    var application: String
    var templateID: Int64
    var created: Int64
}
