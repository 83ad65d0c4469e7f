// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// Writes files that people can read: `VA@0[K0:0 a20:20 ]`, each packet with its time in the file.
struct TextMuxer: FileMuxer {
    private var origin = MediaTime.zero

    static func holds(_ configuration: CodecConfiguration) -> Bool { true }
    static var pathExtension: String { "txt" }
    static var maximumTime: MediaTime { .seconds(1_000) }

    mutating func start(tracks: [Track], origin: MediaTime, into bytes: inout ByteBuffer) throws(Never) {
        self.origin = origin
        let kinds = tracks.map { $0.kind == .video ? "V" : "A" }.joined()
        bytes.writeString("\(kinds)@\(origin.milliseconds)[")
    }

    mutating func write(_ packet: MediaPacket, into bytes: inout ByteBuffer) throws(Never) {
        bytes.writeString("\(String(buffer: packet.payload)):\((packet.decodeTime - origin).milliseconds) ")
    }

    mutating func change(_ track: Track, at time: MediaTime, into bytes: inout ByteBuffer) throws(Never) {
        bytes.writeString("+\(track.kind == .video ? "V" : "A"):\((time - origin).milliseconds) ")
    }

    mutating func finish(into bytes: inout ByteBuffer) throws(Never) -> [Patch] {
        bytes.writeString("]")
        return []
    }

    mutating func resume(_ file: any ByteSource, from history: FileHistory) -> ResumedFile? { nil }
}

/// Carries out batches in memory, and refuses illegal order.
struct MemoryFiles {
    private(set) var files: [(name: String, contents: String)] = []
    private var current: String?

    struct IllegalOrder: Error {}

    mutating func apply(_ operations: [FileOperation]) throws {
        for operation in operations {
            switch operation {
            case .open:
                guard current == nil else { throw IllegalOrder() }
                current = ""
            case .append(let bytes):
                guard let contents = current else { throw IllegalOrder() }
                current = contents + String(buffer: bytes)
            case .seal(let name, _):
                guard let contents = current, !files.contains(where: { $0.name == name }) else {
                    throw IllegalOrder()
                }
                files.append((name, contents))
                current = nil
            case .note:
                break
            case .patch, .assemble, .replace, .adopt, .synchronize, .journal, .remark:
                throw IllegalOrder()
            }
        }
    }
}
