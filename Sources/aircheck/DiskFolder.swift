// SPDX-License-Identifier: Apache-2.0

import Foundation
import Inspection
import Media
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
    let byteCount: Int64
    private let handle: FileHandle

    init(_ url: URL) throws {
        handle = try FileHandle(forReadingFrom: url)
        byteCount = Int64(try handle.seekToEnd())
    }

    func read(at offset: Int64, count: Int) -> ByteBuffer? {
        guard count > 0 else { return ByteBuffer() }
        do {
            try handle.seek(toOffset: UInt64(offset))
            guard let data = try handle.read(upToCount: count), data.count == count else { return nil }
            return ByteBuffer(bytes: data)
        } catch {
            return nil
        }
    }
}
