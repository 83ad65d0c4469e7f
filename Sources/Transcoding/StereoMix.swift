// SPDX-License-Identifier: Apache-2.0

import Media

/// How loud each of a decoder's channels is heard left and right (ITU-R BS.775-3, table 2, without overload).
struct StereoMix: Hashable {
    /// What one channel adds to both sides.
    struct Gain: Hashable {
        var left: Float
        var right: Float
    }

    let gains: [Gain]

    private enum Speaker {
        case left, right, centre, lowFrequency, leftSurround, rightSurround, backCentre
    }

    /// A mix for 1 to 8 channels in libavcodec's order; nil for other counts.
    init?(channelCount: Int, isOpus: Bool) {
        guard let speakers = Self.speakers(channelCount: channelCount, isOpus: isOpus) else { return nil }
        let gains = speakers.map { speaker -> Gain in
            let half = Float(0.5).squareRoot()
            return switch speaker {
            case .left: Gain(left: 1, right: 0)
            case .right: Gain(left: 0, right: 1)
            // One channel alone is as loud on each side as it is.
            case .centre: channelCount == 1 ? Gain(left: 1, right: 1) : Gain(left: half, right: half)
            // Not for full-range loudspeakers.
            case .lowFrequency: Gain(left: 0, right: 0)
            case .leftSurround: Gain(left: half, right: 0)
            case .rightSurround: Gain(left: 0, right: half)
            case .backCentre: Gain(left: 0.5, right: 0.5)
            }
        }
        let loudest = max(gains.reduce(0) { $0 + $1.left }, gains.reduce(0) { $0 + $1.right })
        self.gains = gains.map { Gain(left: $0.left / loudest, right: $0.right / loudest) }
    }

    private static func speakers(channelCount: Int, isOpus: Bool) -> [Speaker]? {
        let front: [Speaker] = [.left, .right, .centre]
        let surround: [Speaker] = [.leftSurround, .rightSurround]
        return switch channelCount {
        case 1: [.centre]
        case 2: [.left, .right]
        case 3: front
        // RFC 7845, 5.1.1.2 has quadraphonic sound where table 1.19 of ISO/IEC 14496-3 has one speaker at the back.
        case 4: isOpus ? [.left, .right] + surround : front + [.backCentre]
        case 5: front + surround
        case 6: front + [.lowFrequency] + surround
        case 7: front + [.lowFrequency, .backCentre] + surround
        case 8: front + [.lowFrequency] + surround + surround
        case _: nil
        }
    }
}
