// SPDX-License-Identifier: Apache-2.0

import HLS
import Media
import NIOCore
import Testing

@Suite("Media playlist")
struct MediaPlaylistTests {
    @Test("is written as a growing and as a sealed list")
    func text() {
        var playlist = MediaPlaylist(targetDuration: 30)
        playlist.append(
            .init(
                uri: "00000.ts", duration: .milliseconds(10_020),
                programDateTime: WallTime(microseconds: 1_795_403_400_123_456)))
        playlist.append(
            .init(
                uri: "00001.ts", duration: .milliseconds(4_500), isDiscontinuous: true,
                programDateTime: WallTime(microseconds: 1_795_403_500_000_000)))
        let lines = """
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-PROGRAM-DATE-TIME:2026-11-23T03:10:00.123Z
            #EXTINF:10.020000,
            00000.ts
            #EXT-X-DISCONTINUITY
            #EXT-X-PROGRAM-DATE-TIME:2026-11-23T03:11:40.000Z
            #EXTINF:4.500000,
            00001.ts

            """
        #expect(
            String(buffer: playlist.contents) == """
                #EXTM3U
                #EXT-X-VERSION:3
                #EXT-X-TARGETDURATION:30
                #EXT-X-MEDIA-SEQUENCE:0
                #EXT-X-PLAYLIST-TYPE:EVENT

                """ + lines)
        playlist.seal()
        #expect(
            String(buffer: playlist.contents) == """
                #EXTM3U
                #EXT-X-VERSION:3
                #EXT-X-TARGETDURATION:10
                #EXT-X-MEDIA-SEQUENCE:0
                #EXT-X-PLAYLIST-TYPE:VOD

                """ + lines + "#EXT-X-ENDLIST\n")
    }

    @Test("carries the rounding of durations, so that their sum is exact")
    func rounding() throws {
        // 468 frames of 1024 / 44,100 s: 10.866 938 775 51… s.
        let duration = MediaTime(nanoseconds: 10_866_938_775)
        var playlist = MediaPlaylist(targetDuration: 30)
        for index in 0..<9_000 { playlist.append(.init(uri: "\(index).ts", duration: duration)) }
        let read = try PlaylistReader(playlist.contents)
        #expect(read.segments.map(\.microseconds).reduce(0, +) == 97_802_448_975)
        #expect(Set(read.segments.map(\.microseconds)) == [10_866_938, 10_866_939])
    }

    @Test(
        "has the smallest target duration that fits, once sealed",
        arguments: [(10_499, 10), (10_500, 11), (400, 1), (29_999, 30)] as [(Int64, Int64)])
    func targetDuration(milliseconds: Int64, expected: Int64) throws {
        var playlist = MediaPlaylist(targetDuration: 30)
        playlist.append(.init(uri: "0.ts", duration: .milliseconds(milliseconds)))
        #expect(try PlaylistReader(playlist.contents).targetDuration == 30)
        playlist.seal()
        #expect(try PlaylistReader(playlist.contents).targetDuration == expected)
    }

    @Test("names an initialization segment before the first segment that needs it, and is of version 6 from then on")
    func maps() {
        var playlist = MediaPlaylist(targetDuration: 30)
        let time = WallTime.seconds(0)
        playlist.append(.init(uri: "0.ts", duration: .seconds(1)))
        #expect(String(buffer: playlist.contents).hasPrefix("#EXTM3U\n#EXT-X-VERSION:3\n"))
        playlist.append(
            .init(uri: "1.m4s", duration: .seconds(1), isDiscontinuous: true, programDateTime: time, map: "a.mp4"))
        playlist.append(.init(uri: "2.m4s", duration: .seconds(1), map: "a.mp4"))
        playlist.append(.init(uri: "3.m4s", duration: .seconds(1), isDiscontinuous: true, map: "b.mp4"))
        let text = String(buffer: playlist.contents)
        #expect(text.hasPrefix("#EXTM3U\n#EXT-X-VERSION:6\n"))
        #expect(
            text.hasSuffix(
                """
                0.ts
                #EXT-X-DISCONTINUITY
                #EXT-X-MAP:URI="a.mp4"
                #EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:00:00.000Z
                #EXTINF:1.000000,
                1.m4s
                #EXTINF:1.000000,
                2.m4s
                #EXT-X-DISCONTINUITY
                #EXT-X-MAP:URI="b.mp4"
                #EXTINF:1.000000,
                3.m4s

                """), "\(text)")
    }

    @Test("stops calling its segments independent when one isn't")
    func independence() throws {
        var playlist = MediaPlaylist(targetDuration: 30)
        playlist.append(.init(uri: "0.ts", duration: .seconds(20)))
        #expect(try PlaylistReader(playlist.contents).isIndependent)
        playlist.append(.init(uri: "1.ts", duration: .seconds(20), isIndependent: false))
        playlist.append(.init(uri: "2.ts", duration: .seconds(20)))
        #expect(try !PlaylistReader(playlist.contents).isIndependent)
    }
}
