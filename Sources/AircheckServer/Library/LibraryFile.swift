// SPDX-License-Identifier: Apache-2.0

import CatalogueSQLite
import Foundation
package import RecordingModel

/// The media library of a data folder, for commands beside the server.
package struct LibraryFile: Sendable {
    private static let page = 500

    /// The media folder.
    package let mediaPath: String
    private let journalPath: String
    private let catalogue: SQLiteCatalogue

    /// Opens the catalogue of a folder.
    ///
    /// - Throws: `SettingsError` when there is none, `CatalogueError` when it can't be used.
    package init(dataDirectory: String) throws {
        catalogue = try DataFolder.openCatalogue(in: dataDirectory)
        mediaPath = dataDirectory + "/media"
        journalPath = dataDirectory + "/journal"
    }

    /// Hands over every file of the library, by creation time.
    package func files(_ body: (RecordedFile) throws -> Void) async throws {
        var offset = 0
        while true {
            let page = try await catalogue.files(
                matching: RecordedFileFilter(), offset: offset, limit: Self.page
            ).files
            for file in page { try body(file) }
            guard page.count == Self.page else { return }
            offset += page.count
        }
    }

    /// Whether a recording goes on, or was never ended: what lies in its folder is nobody's yet.
    package func isUnfinished(_ sessionID: some StringProtocol) -> Bool {
        FileManager.default.fileExists(atPath: "\(journalPath)/\(sessionID).journal")
    }

    package func close() throws {
        try catalogue.close()
    }
}
