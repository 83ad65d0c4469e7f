// SPDX-License-Identifier: Apache-2.0

import MP4
import Media
import NIOCore
import RecordingTesting
import Testing

/// A file as its muxer wants it written, write by write.
struct Recording {
    enum Write {
        case append(ByteBuffer)
        case patch([Patch])
    }

    private(set) var writes: [Write] = []
    private(set) var completion = Completion.patch([])
    private(set) var packets: [MediaPacket] = []
    let origin: MediaTime

    init(_ events: [MediaEvent], tracks: [Track] = [], origin: MediaTime = .zero, isMovieFirst: Bool = false) throws {
        self.origin = origin
        var muxer = MP4Muxer(isMovieFirst: isMovieFirst)
        try append { try muxer.start(tracks: tracks, origin: origin, into: &$0) }
        var time = origin
        for event in events {
            switch event {
            case .track(let track):
                try append { try muxer.change(track, at: time, into: &$0) }
                let patches = muxer.takePatches()
                if !patches.isEmpty { writes.append(.patch(patches)) }
            case .packet(let packet):
                time = packet.decodeTime
                try append { try muxer.write(packet, into: &$0) }
                packets.append(packet)
            case .leftOut:
                break
            }
        }
        var ending = Completion.patch([])
        append { ending = muxer.complete(into: &$0) }
        completion = ending
    }

    init(tracks: [Track], _ packets: [MediaPacket], origin: MediaTime = .zero, isMovieFirst: Bool = false) throws {
        try self.init(packets.map { .packet($0) }, tracks: tracks, origin: origin, isMovieFirst: isMovieFirst)
    }

    private mutating func append(_ write: (inout ByteBuffer) throws -> Void) rethrows {
        var bytes = ByteBuffer()
        try write(&bytes)
        if bytes.readableBytes > 0 { writes.append(.append(bytes)) }
    }

    /// The file after the first writes, or all; of the last append only `bytes`.
    func contents(after count: Int? = nil, bytes: Int? = nil) -> ByteBuffer {
        var file = ByteBuffer()
        let done = writes.prefix(count ?? writes.count)
        for (index, write) in done.enumerated() {
            switch write {
            case .append(var part):
                if index == done.count - 1, let bytes, let cut = part.readSlice(length: bytes) { part = cut }
                file.writeImmutableBuffer(part)
            case .patch(let patches): file.apply(patches)
            }
        }
        return file
    }

    /// The finished file.
    var finished: ByteBuffer {
        var file = contents()
        switch completion {
        case .patch(let patches): file.apply(patches)
        case .assemble(let pieces):
            let written = file
            file = ByteBuffer()
            for piece in pieces {
                switch piece {
                case .bytes(let bytes): file.writeImmutableBuffer(bytes)
                case .written(let offset, let count):
                    if let slice = written.getSlice(at: Int(offset), length: Int(count)) {
                        file.writeImmutableBuffer(slice)
                    }
                }
            }
        }
        return file
    }
}

/// A packet as a file tells it.
struct FramedPacket: Hashable, CustomStringConvertible {
    var kind: MediaKind
    /// Nanoseconds on the file's clock.
    var decodeTime: Int64
    var presentationTime: Int64
    var isKeyframe: Bool
    var payload: ByteBuffer
    var configuration: CodecConfiguration?

    var description: String {
        "\(kind)\(isKeyframe ? "!" : "") \(decodeTime) → \(presentationTime) (\(payload.readableBytes) bytes)"
    }
}

extension MP4File {
    /// The packets of each kind in their order, tracks one after the other.
    func packets(of kind: MediaKind, in file: ByteBuffer) throws -> [FramedPacket] {
        var packets: [FramedPacket] = []
        for track in tracks where track.handler == (kind == .video ? "vide" : "soun") {
            for sample in track.samples {
                let payload = try #require(file.read(at: sample.offset, count: Int(sample.size)))
                packets.append(
                    FramedPacket(
                        kind: kind, decodeTime: track.decodeTime(of: sample, in: self).nanoseconds,
                        presentationTime: track.presentationTime(of: sample, in: self).nanoseconds,
                        isKeyframe: sample.isSync, payload: payload,
                        configuration: track.descriptions[Int(sample.description) - 1].configuration))
            }
        }
        return packets
    }
}

/// Compares what a file holds with what was recorded: payloads, order, keyframes, and times to within a tick.
///
/// `zero` is the time of the recording that is the file's zero; `count` the packets of a kind that must be there.
func expectEqual(
    _ bytes: ByteBuffer, _ file: MP4File, _ recorded: [MediaPacket], zero: MediaTime,
    atLeast counts: (MediaKind) -> Int, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    for kind in MediaKind.allCases {
        let source = recorded.filter { $0.kind == kind }
        let found = try file.packets(of: kind, in: bytes)
        #expect(found.count >= counts(kind) && found.count <= source.count, "\(kind)", sourceLocation: sourceLocation)
        for (found, packet) in zip(found, source) {
            let isSame =
                found.payload == packet.payload && found.isKeyframe == packet.isKeyframe
                && abs(found.presentationTime - (packet.presentationTime - zero).nanoseconds) <= 23_000
            #expect(isSame, "\(found) is \(packet)", sourceLocation: sourceLocation)
            if !isSame { return }
        }
    }
}
