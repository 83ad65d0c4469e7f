// SPDX-License-Identifier: Apache-2.0

import MP4
import Media
import NIOCore
import RecordingTesting
import Testing

@Suite("MP4 files that were cut off")
struct MP4MuxerResumeTests {
    /// A file with all that `complete` appends, and what it has to be patched with.
    private struct Written {
        var bytes = ByteBuffer()
        var history: FileHistory
        var completion = Completion.patch([])
    }

    private func write(
        _ tracks: [Track], _ packets: [MediaPacket], changes: [(before: Int, track: Track)] = [],
        isMovieFirst: Bool = false
    ) throws -> Written {
        var muxer = MP4Muxer(isMovieFirst: isMovieFirst)
        var written = Written(history: FileHistory(FileStart(origin: .zero, begun: .seconds(7), tracks: tracks)))
        try muxer.start(tracks: tracks, origin: .zero, into: &written.bytes)
        for (number, packet) in packets.enumerated() {
            for change in changes where change.before == number {
                let before = packets[..<number].count { $0.kind == change.track.kind }
                written.history.changes.append(TrackChange(change.track, after: Int64(before)))
                try muxer.change(change.track, at: packet.decodeTime, into: &written.bytes)
                written.bytes.apply(muxer.takePatches())
            }
            try muxer.write(packet, into: &written.bytes)
        }
        written.completion = muxer.complete(into: &written.bytes)
        return written
    }

    /// Takes up what was written to the end, and looks whether the same becomes of it.
    private func expectSame(_ written: Written, _ bytes: ByteBuffer, isMovieFirst: Bool = false) throws {
        var muxer = MP4Muxer(isMovieFirst: isMovieFirst)
        let taken = muxer.resume(bytes, from: written.history)
        let resumed = try #require(taken)
        var completed = try #require(bytes.getSlice(at: 0, length: Int(resumed.byteCount)))
        #expect(muxer.complete(into: &completed) == written.completion)
        #expect(completed.readableBytes == written.bytes.readableBytes)
        let tail = Int(resumed.byteCount)..<completed.readableBytes
        #expect(
            completed.getSlice(at: tail.lowerBound, length: tail.count)
                == written.bytes.getSlice(at: tail.lowerBound, length: tail.count))
    }

    @Test("get the tables that they would have got", arguments: [false, true])
    func tables(isMovieFirst: Bool) throws {
        let packets = Samples.programme(seconds: 5, bFrames: true)
        let opus = Track(configuration: try Samples.opus())
        // Other parameters, such as no packet comes with, and the first ones again; sound that comes late.
        let changes = [
            (before: 100, track: try Samples.avc(isSmall: false)), (100, try Samples.avc()),
            (150, try Samples.avc(isSmall: false)), (200, try Samples.aac("1188")),
            (200, try Samples.aac("1190")), (250, try Samples.avc()),
        ]
        for (tracks, changes) in [
            ([try Samples.avc(), try Samples.aac()], []), ([try Samples.avc(), opus], []),
            ([try Samples.avc(), try Samples.aac()], changes), ([try Samples.avc()], [(0, try Samples.aac())]),
        ] {
            let written = try write(tracks, packets, changes: changes, isMovieFirst: isMovieFirst)
            try expectSame(written, written.bytes, isMovieFirst: isMovieFirst)
            var patched = written.bytes
            if case .patch(let patches) = written.completion { patched.apply(patches) }
            try expectSame(written, patched, isMovieFirst: isMovieFirst)
            // The head was being rewritten.
            var torn = written.bytes
            torn.setBytes([UInt8](repeating: 0xA5, count: 400), at: 60)
            try expectSame(written, torn, isMovieFirst: isMovieFirst)
        }
    }

    @Test("are nothing without a whole fragment, or when they are a copy that isn't finished")
    func nothing() throws {
        let packets = Samples.programme(seconds: 2)
        let written = try write([Samples.avc(), Samples.aac()], packets, isMovieFirst: true)
        var muxer = MP4Muxer()
        for length in [0, 28, 44, 16_428, 16_440, 17_000] {
            let bytes = try #require(written.bytes.getSlice(at: 0, length: length))
            #expect(muxer.resume(bytes, from: written.history) == nil)
        }
        guard case .assemble(let pieces) = written.completion else { throw MP4Error.unknownTrack }
        var copy = ByteBuffer()
        for piece in pieces {
            switch piece {
            case .bytes(let bytes): copy.writeImmutableBuffer(bytes)
            case .written(let offset, let count):
                copy.writeImmutableBuffer(try #require(written.bytes.getSlice(at: Int(offset), length: Int(count))))
            }
        }
        #expect(muxer.resume(copy, from: written.history) == nil)
    }

    @Test("end where a fragment doesn't go on from the one before, or is of no time", arguments: [1, 2])
    func contradictions(number: Int) throws {
        let written = try write([Samples.avc()], Samples.programme(seconds: 2, audio: false))
        var places: [Int] = []
        for place in 0..<written.bytes.readableBytes - 4
        where written.bytes.getString(at: place, length: 4) == "tfdt" { places.append(place + 8) }
        try #require(places.count >= 3)
        for time in [1, 1 << 52, 1 << 53, .max] as [Int64] {
            var bytes = written.bytes
            bytes.setInteger(time, at: places[number - 1])
            var muxer = MP4Muxer()
            let resumed = muxer.resume(bytes, from: written.history)
            // The first may begin anywhere, within reason; then it is the next that contradicts it.
            let isKept = number == 2 || time == 1
            #expect((resumed != nil) == isKept, "\(time)")
            if let resumed { #expect(resumed.byteCount < Int64(places[number])) }
            _ = muxer.complete(into: &bytes)
        }
    }
}
