// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A folder that is gone when its last user is.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("aircheck-e2e-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        self.path = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: self.path)
    }

    /// The files anywhere below, as paths relative to the folder.
    func files() -> [String] {
        FileManager.default.enumerator(atPath: self.path)?.compactMap { $0 as? String } ?? []
    }
}
