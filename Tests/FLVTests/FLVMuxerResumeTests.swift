// SPDX-License-Identifier: Apache-2.0

import FLV
import Media
import NIOCore
import RecordingTesting
import Testing

@Suite("FLV files that were cut off")
struct FLVMuxerResumeTests {
    /// A file as it is written, and where each packet ends.
    private struct Written {
        var bytes = ByteBuffer()
        var ends: [Int] = []
        var history: FileHistory
        var completed = ByteBuffer()
    }

    private static let origin = MediaTime.milliseconds(5_000)

    private func track(_ vector: CodecRoundTripTests.Vector) throws -> Track {
        let bytes = try ByteBuffer(plainHexEncodedBytes: vector.configuration)
        return Track(configuration: try #require(try CodecConfiguration(name: vector.name, bytes: bytes)))
    }

    /// Writes pictures and sound by turns; a change comes before the packet of that number.
    private func write(
        _ tracks: [Track], _ packets: [MediaPacket], changes: [Int: Track] = [:]
    ) throws -> Written {
        var muxer = FLVMuxer(indexCapacity: 2)
        var written = Written(history: FileHistory(FileStart(origin: Self.origin, begun: .seconds(7), tracks: tracks)))
        try muxer.start(tracks: tracks, origin: Self.origin, into: &written.bytes)
        for (number, packet) in packets.enumerated() {
            if let track = changes[number] {
                let before = packets[..<number].count { $0.kind == track.kind }
                written.history.changes.append(TrackChange(track, after: Int64(before)))
                try muxer.change(track, at: packet.decodeTime, into: &written.bytes)
            }
            try muxer.write(packet, into: &written.bytes)
            written.ends.append(written.bytes.writerIndex)
        }
        written.completed = written.bytes
        let patches = try muxer.finish(into: &written.completed)
        written.completed.apply(patches)
        return written
    }

    private func packets(_ video: CodecRoundTripTests.Vector, _ audio: CodecRoundTripTests.Vector) throws
        -> [MediaPacket]
    {
        try (0..<6 as Range<Int64>).map { number in
            let vector = number % 2 == 0 ? video : audio
            return MediaPacket(
                kind: number % 2 == 0 ? .video : .audio, decodeTime: Self.origin + .milliseconds(number * 20),
                isKeyframe: number != 2, payload: try ByteBuffer(plainHexEncodedBytes: vector.frame))
        }
    }

    /// Takes up every beginning of a file, and of the complete one.
    private func cut(_ tracks: [Track], _ packets: [MediaPacket], changes: [Int: Track] = [:]) throws {
        let whole = try write(tracks, packets, changes: changes)
        for length in 0...whole.bytes.readableBytes {
            let bytes = whole.bytes.getSlice(at: 0, length: length) ?? ByteBuffer()
            var muxer = FLVMuxer()
            let resumed = muxer.resume(bytes, from: whole.history)
            let count = whole.ends.count { $0 <= length }
            guard count > 0, let resumed else {
                #expect(count == 0 && resumed == nil)
                continue
            }
            let kept = packets[..<count]
            #expect(resumed.facts.packets(of: .video) == kept.count { $0.kind == .video })
            #expect(resumed.facts.packets(of: .audio) == kept.count { $0.kind == .audio })
            #expect(resumed.facts.firstDecodeTime == packets.first?.decodeTime)
            // A sequence header that is whole stays, though nothing follows it.
            guard resumed.byteCount == Int64(whole.ends[count - 1]) else {
                #expect(changes[count] != nil && resumed.byteCount <= length)
                continue
            }
            var completed = bytes.getSlice(at: 0, length: Int(resumed.byteCount)) ?? ByteBuffer()
            let patches = try muxer.finish(into: &completed)
            completed.apply(patches)
            let expected = try write(tracks, Array(kept), changes: changes.filter { $0.key < count })
            #expect(completed == expected.completed, "cut to \(length) bytes")
        }
        // The end of the sequence and what is patched are no packets.
        var muxer = FLVMuxer()
        #expect(muxer.resume(whole.completed, from: whole.history)?.byteCount == whole.ends.last.map { Int64($0) })
    }

    @Test("are taken up after the last whole packet, whatever the codecs", arguments: CodecRoundTripTests.video)
    func pictures(vector: CodecRoundTripTests.Vector) throws {
        let sound = CodecRoundTripTests.audio[0]
        try cut([track(vector), track(sound)], packets(vector, sound))
    }

    @Test("are taken up after the last whole packet, whatever the sound", arguments: CodecRoundTripTests.audio)
    func sound(vector: CodecRoundTripTests.Vector) throws {
        let picture = CodecRoundTripTests.video[0]
        try cut([track(picture), track(vector)], packets(picture, vector))
    }

    @Test("know what came in mid-file")
    func changes() throws {
        let (video, audio) = (CodecRoundTripTests.video[0], CodecRoundTripTests.audio[0])
        let mono = Track(configuration: .aac(try AudioSpecificConfig(bytes: ByteBuffer(plainHexEncodedBytes: "1208"))))
        try cut([track(video), track(audio)], packets(video, audio), changes: [3: mono])
        try cut([track(video)], packets(video, audio), changes: [1: track(audio), 5: mono])
        // Frames of MP3 have no header before them, only another tag.
        let layers = CodecRoundTripTests.audio[1]
        let stereo = Track(
            configuration: .mp3(try MPEGAudioConfiguration(frame: ByteBuffer(plainHexEncodedBytes: "fffb0000"))))
        try cut([track(video), track(layers)], packets(video, layers), changes: [5: stereo])
    }

    @Test("are nothing when another muxer wrote them, or what was noted is of another file")
    func others() throws {
        let (video, audio) = (CodecRoundTripTests.video[0], CodecRoundTripTests.audio[0])
        let whole = try write([track(video), track(audio)], packets(video, audio))
        var history = whole.history
        history.start.tracks = [try track(CodecRoundTripTests.video[1])]
        var muxer = FLVMuxer()
        #expect(muxer.resume(whole.bytes, from: history) == nil)
        var other = whole.bytes
        other.setInteger(0 as UInt8, at: 0)
        #expect(muxer.resume(other, from: whole.history) == nil)
    }
}
