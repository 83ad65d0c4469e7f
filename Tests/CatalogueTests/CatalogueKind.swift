// SPDX-License-Identifier: Apache-2.0

import CatalogueSQLite
import RecordingModel
import RecordingTesting
import Testing

/// The implementations that one suite describes.
enum CatalogueKind: String, CaseIterable, CustomTestStringConvertible {
    case memory
    case sqlite

    var testDescription: String { rawValue }

    /// Runs a test with a new catalogue, and takes its file away afterwards.
    func withCatalogue(_ body: (any Catalogue) async throws -> Void) async throws {
        switch self {
        case .memory: try await body(MemoryCatalogue())
        case .sqlite:
            try await withTemporaryFolder { folder in
                let catalogue = try SQLiteCatalogue(path: folder + "/catalogue.sqlite")
                try await body(catalogue)
                try catalogue.close()
            }
        }
    }
}
