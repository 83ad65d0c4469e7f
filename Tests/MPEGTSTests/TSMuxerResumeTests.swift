// SPDX-License-Identifier: Apache-2.0

import MPEGTS
import Media
import NIOCore
import RecordingTesting
import Testing

@Suite("Transport stream segments that were cut off")
struct TSMuxerResumeTests {
    private static let origin = MediaTime.seconds(3)
    /// Beyond 33 bits of 90 kHz: 26 hours and a half.
    private static let start = MediaTime.seconds(3 + 95_443)

    private func history(_ tracks: [Track], isWhole: Bool = false) -> SegmentHistory {
        var facts = MediaFacts(begun: .seconds(0))
        for track in tracks { facts.note(track) }
        return SegmentHistory(
            origin: Self.origin,
            start: SegmentStart(
                name: "00001.ts", map: nil, start: Self.start, isDiscontinuous: false, programDateTime: nil,
                bytesBefore: 0),
            tracks: tracks, facts: facts, isWhole: isWhole)
    }

    /// A picture of so many bytes, its lengths included.
    private func picture(_ length: Int, at milliseconds: Int64, isKeyframe: Bool) -> MediaPacket {
        var payload = ByteBuffer(integer: UInt32(length - 4))
        payload.writeInteger(isKeyframe ? 0x65 : 0x41 as UInt8)
        payload.writeRepeatingByte(0x5A, count: length - 5)
        return MediaPacket(
            kind: .video, decodeTime: Self.start + .milliseconds(milliseconds), isKeyframe: isKeyframe,
            payload: payload)
    }

    @Test("keep what is whole wherever they are cut, also of pictures whose length isn't told")
    func cuts() throws {
        let tracks = [try Samples.video(), try Samples.audio()]
        var muxer = TSMuxer()
        var (bytes, ends) = (ByteBuffer(), [(Int, MediaKind)]())
        try muxer.start(tracks: tracks, origin: Self.origin, into: &bytes)
        for number in 0..<6 as Range<Int64> {
            // 65,535 bytes are the most that a length can tell.
            let picture = picture(number % 3 == 0 ? 70_000 : 300, at: number * 40, isKeyframe: number == 0)
            try muxer.write(picture, into: &bytes)
            ends.append((bytes.writerIndex, .video))
            try muxer.write(
                Samples.sound([0x21, UInt8(number)], at: Self.start + .milliseconds(number * 40)), into: &bytes)
            ends.append((bytes.writerIndex, .audio))
        }
        let boundaries = ends.flatMap { end in [-1, 0, 1, 188].map { end.0 + $0 } }
        let all =
            stride(from: 0, through: bytes.readableBytes, by: 94) + boundaries.filter { $0 <= bytes.readableBytes }
        for length in all {
            let resumed = TSMuxer.resume(bytes.getSlice(at: 0, length: length) ?? ByteBuffer(), history(tracks))
            let kept = ends.prefix { $0.0 <= length }
            #expect(resumed?.byteCount == kept.last.map { Int64($0.0) }, "cut to \(length) bytes")
            guard let resumed else { continue }
            #expect(resumed.facts.packets(of: .video) == kept.count { $0.1 == .video })
            #expect(resumed.facts.packets(of: .audio) == kept.count { $0.1 == .audio })
            #expect(resumed.isIndependent)
            let last = Self.start + .milliseconds(Int64(kept.count - 1) / 2 * 40)
            #expect((resumed.facts.video?.lastDecodeTime).map { abs(($0 - last).nanoseconds) < 1_000_000 } == true)
            #expect(abs((resumed.end - last).milliseconds - 40) <= 1)
        }
    }

    @Test("end with a picture whose length isn't told and that fills its last packet only if its writer says so")
    func full() throws {
        let track = try Samples.video()
        var found = 0
        for length in 70_000..<70_000 + 184 {
            var (muxer, bytes) = (TSMuxer(), ByteBuffer())
            try muxer.start(tracks: [track], origin: Self.origin, into: &bytes)
            try muxer.write(picture(300, at: 0, isKeyframe: false), into: &bytes)
            let before = bytes.readableBytes
            try muxer.write(picture(length, at: 40, isKeyframe: false), into: &bytes)
            let whole = TSMuxer.resume(bytes, history([track], isWhole: true))
            #expect(whole?.byteCount == Int64(bytes.readableBytes) && whole?.isIndependent == false)
            let kept = TSMuxer.resume(bytes, history([track]))?.byteCount
            if kept == Int64(before) { found += 1 } else { #expect(kept == Int64(bytes.readableBytes)) }
        }
        #expect(found == 1)
    }
}
