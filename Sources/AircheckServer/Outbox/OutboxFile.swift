// SPDX-License-Identifier: Apache-2.0

import CatalogueSQLite
import Foundation
package import RecordingModel

/// The callbacks of a data folder, whether or not a server uses it meanwhile.
package struct OutboxFile: Sendable {
    private static let page = 500

    private let catalogue: SQLiteCatalogue

    /// Opens the catalogue of a folder.
    ///
    /// - Throws: `SettingsError` when there is none, `CatalogueError` when it can't be used.
    package init(dataDirectory: String) throws {
        catalogue = try DataFolder.openCatalogue(in: dataDirectory)
    }

    /// Hands over what matches, in the order in which it was written.
    package func list(_ filter: DeliveryFilter, _ body: (OutboxEntry) throws -> Void) async throws {
        var last: Int64 = 0
        while true {
            let page = try await catalogue.deliveries(matching: filter, after: last, limit: Self.page)
            for delivery in page { try body(OutboxEntry(delivery)) }
            guard let id = page.last?.head.id, page.count == Self.page else { return }
            last = id
        }
    }

    /// Lets callbacks that were given up wait again, all or those of these ids; a running server sends them within
    /// seconds.
    /// - Returns: how many there were.
    package func resend(ids: [Int64]?) async throws -> Int {
        try await catalogue.resendDeliveries(ids: ids)
    }

    package func close() throws {
        try catalogue.close()
    }
}
