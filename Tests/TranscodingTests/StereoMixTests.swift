// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Transcoding

@Suite("Stereo mix")
struct StereoMixTests {
    @Test("no mix is louder than full scale, and both sides have the same gain", arguments: 1...8, [false, true])
    func loudness(channels: Int, isOpus: Bool) throws {
        let mix = try #require(StereoMix(channelCount: channels, isOpus: isOpus))
        #expect(mix.gains.count == channels)
        let left = mix.gains.reduce(0) { $0 + $1.left }
        let right = mix.gains.reduce(0) { $0 + $1.right }
        #expect(abs(left - 1) < 1e-6 && abs(right - 1) < 1e-6)
    }

    @Test("mono and stereo stay as they are, and the centre is heard on both sides")
    func gains() throws {
        #expect(StereoMix(channelCount: 1, isOpus: false)?.gains == [.init(left: 1, right: 1)])
        #expect(
            StereoMix(channelCount: 2, isOpus: false)?.gains == [.init(left: 1, right: 0), .init(left: 0, right: 1)])
        let surround = try #require(StereoMix(channelCount: 6, isOpus: false)).gains
        #expect(surround[2].left == surround[2].right && surround[2].left > 0)
        #expect(surround[3] == .init(left: 0, right: 0))
        #expect(surround[4].right == 0 && surround[5].left == 0)
    }

    @Test("four channels have one speaker at the back in AAC and two in Opus")
    func four() throws {
        let aac = try #require(StereoMix(channelCount: 4, isOpus: false)).gains
        let opus = try #require(StereoMix(channelCount: 4, isOpus: true)).gains
        #expect(aac[3].left == aac[3].right && opus[3].left == 0)
    }

    @Test("other counts have none", arguments: [0, 9])
    func none(channels: Int) {
        #expect(StereoMix(channelCount: channels, isOpus: false) == nil)
    }
}
