// SPDX-License-Identifier: Apache-2.0

import Foundation

/// `ready.json`: where a server that accepts work is found.
struct ReadyFile: Codable {
    var pid: Int32
    var rtmp: String
    var rtmps: String?
    var http: String?
    var https: String?

    /// The addresses as the log tells them.
    var addresses: String {
        [("rtmp", rtmp), ("rtmps", rtmps), ("http", http), ("https", https)]
            .compactMap { name, address in address.map { "\(name)=\($0)" } }
            .joined(separator: " ")
    }

    /// Writes the file whole: a reader never sees a part of it.
    func write(to path: String) throws {
        try JSONEncoder().encode(self).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    /// Removes it, also one that a killed server left.
    static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }
}
