// SPDX-License-Identifier: Apache-2.0

import Foundation
import Inspection
import NIOCore

/// A folder on the disk whose files are inspected.
struct DiskFolder: FileSource {
    let url: URL

    func open(_ name: String) throws(SourceError) -> (any ByteSource)? {
        let file = url.appendingPathComponent(name, isDirectory: false)
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        do { return try DiskFile(file) } catch { throw SourceError(reason: error.localizedDescription) }
    }
}

/// A file on the disk, of which nothing is kept in memory.
private struct DiskFile: ByteSource {
    let size: Int64
    private let handle: FileHandle

    init(_ url: URL) throws {
        handle = try FileHandle(forReadingFrom: url)
        size = Int64(try handle.seekToEnd())
    }

    func read(at offset: Int64, count: Int) throws(SourceError) -> ByteBuffer {
        do {
            try handle.seek(toOffset: UInt64(max(0, offset)))
            return ByteBuffer(bytes: try handle.read(upToCount: count) ?? Data())
        } catch {
            throw SourceError(reason: error.localizedDescription)
        }
    }
}
