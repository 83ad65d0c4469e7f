// SPDX-License-Identifier: Apache-2.0

import GRDB
package import Media
package import RecordingModel

extension SQLiteCatalogue {
    package func insert(_ ban: StreamBan) async throws {
        try await commits.write { database in
            try database.execute(literal: "DELETE FROM streamBan WHERE resumes <= \(ban.created.microseconds)")
            try StreamBanRow(ban).insert(database, onConflict: .replace)
        }
    }

    package func ban(ofStream name: String, at time: WallTime) async throws -> StreamBan? {
        try await pool.read { database in
            let ban = try StreamBanRow.fetchOne(database, key: name)?.ban
            return ban.flatMap { time < $0.resumes ? $0 : nil }
        }
    }

    package func deleteBan(ofStream name: String) async throws {
        _ = try await commits.write { try StreamBanRow.deleteOne($0, key: name) }
    }
}
