// SPDX-License-Identifier: Apache-2.0

/// Why a catalogue can't be used, in words for the operator.
package enum CatalogueError: Error, Hashable, Sendable {
    /// The file is not an SQLite database, or is damaged.
    case damaged(path: String, reason: String)
    /// A newer version of the server changed the file in ways that this one doesn't know.
    case newer(path: String)
    /// The file can't be opened or created.
    case unavailable(path: String, reason: String)
    /// A row holds a value that no version has written.
    case invalid(column: String)
}

extension CatalogueError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .damaged(let path, let reason): "the catalogue \(path) is damaged or no catalogue: \(reason)"
        case .newer(let path): "the catalogue \(path) was written by a newer version of Aircheck"
        case .unavailable(let path, let reason): "the catalogue \(path) can't be opened: \(reason)"
        case .invalid(let column): "the catalogue holds a value that has no meaning, in \(column)"
        }
    }
}
