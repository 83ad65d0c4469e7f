// SPDX-License-Identifier: Apache-2.0

import CatalogueSQLite
import Foundation
import Glibc

/// The folder that holds everything a server must not forget; one server at a time.
struct DataFolder: ~Copyable {
    let path: String
    private let lock: Int32

    /// Makes the folder if need be and takes its lock.
    init(path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw SettingsError(description: "--data-dir \(path) can't be made: \(error.localizedDescription)")
        }
        lock = try Self.takeLock(path)
        self.path = path
    }

    private static func takeLock(_ path: String) throws -> Int32 {
        let lock = unsafe open("\(path)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else {
            throw SettingsError(description: "--data-dir \(path) can't be written to")
        }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw SettingsError(description: "--data-dir \(path) is in use by another server")
        }
        return lock
    }

    deinit {
        close(lock)
    }

    var cataloguePath: String { Self.cataloguePath(in: path) }
    var mediaPath: String { "\(path)/media" }
    var journalPath: String { "\(path)/journal" }
    var readyPath: String { "\(path)/ready.json" }

    static func cataloguePath(in folder: String) -> String { "\(folder)/catalogue.sqlite" }

    /// Opens the catalogue of a folder that a server may be using.
    ///
    /// - Throws: `SettingsError` when there is none, `CatalogueError` when it can't be used.
    static func openCatalogue(in path: String) throws -> SQLiteCatalogue {
        let file = cataloguePath(in: path)
        guard FileManager.default.fileExists(atPath: file) else {
            throw SettingsError(description: "--data-dir \(path) has no catalogue")
        }
        return try SQLiteCatalogue(path: file)
    }
}
