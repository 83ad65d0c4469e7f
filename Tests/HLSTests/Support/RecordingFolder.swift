// SPDX-License-Identifier: Apache-2.0

import Inspection
import Media
import NIOCore

/// A recording's folder in memory that refuses what a real one couldn't keep or a reader couldn't bear.
struct RecordingFolder {
    struct Violation: Error, CustomStringConvertible {
        var description: String
    }

    private(set) var files: [String: ByteBuffer] = [:]
    private(set) var playlists: [PlaylistReader] = []
    private var open: ByteBuffer?

    var hasOpenFile: Bool { open != nil }

    /// Carries out what a batch holds.
    mutating func run(_ batch: inout FileBatch) throws {
        for operation in batch.take() { try run(operation) }
    }

    private mutating func run(_ operation: FileOperation) throws {
        switch operation {
        case .open:
            try Self.require(open == nil, "a second open file")
            open = ByteBuffer()
        case .append(let bytes):
            try Self.require(open != nil, "bytes for no file")
            open?.writeImmutableBuffer(bytes)
        case .seal(let name, let patches):
            guard let bytes = open else { throw Violation(description: "nothing to seal") }
            try Self.require(files[name] == nil, "\(name) written again")
            try Self.require(patches.isEmpty, "patches in a segment")
            files[name] = bytes
            open = nil
        case .note: break
        case .patch, .assemble, .adopt, .synchronize, .journal, .remark:
            throw Violation(description: "a segment is written over")
        case .replace(let name, let contents):
            if name == "index.m3u8" {
                try check(try PlaylistReader(contents))
            } else {
                try Self.require(name.hasPrefix("init-") && files[name] == nil, "replaces \(name)")
            }
            files[name] = contents
        }
    }

    private mutating func check(_ playlist: PlaylistReader) throws {
        for segment in playlist.segments {
            try Self.require(files[segment.uri] != nil, "\(segment.uri) isn't sealed")
            if let map = segment.map { try Self.require(files[map] != nil, "there is no \(map)") }
        }
        let sealed = files.keys.filter { $0.hasSuffix(".ts") || $0.hasSuffix(".m4s") }
        try Self.require(playlist.segments.count == sealed.count, "unlisted file")
        if playlist.isSealed {
            let maps = Set(playlist.segments.compactMap(\.map))
            try Self.require(maps == Set(files.keys.filter { $0.hasPrefix("init-") }), "an init that nothing names")
        }
        if let last = playlists.last {
            try Self.require(!last.isSealed, "written after ENDLIST")
            try Self.require(playlist.body.starts(with: last.body), "a line was changed")
            try Self.require(
                playlist.isSealed || playlist.targetDuration == last.targetDuration, "target duration changed")
        }
        playlists.append(playlist)
    }

    private static func require(_ condition: Bool, _ what: @autoclosure () -> String) throws {
        if !condition { throw Violation(description: what()) }
    }
}

extension RecordingFolder: FileSource {
    func open(_ name: String) -> (any ByteSource)? { files[name] }
}
