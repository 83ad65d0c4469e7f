// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// What a recording wants to know of an AV1 sequence header (AV1 specification, 5.5.1).
package struct AV1SequenceHeader: Hashable, Sendable {
    /// The largest frame, which is what pictures have unless they say otherwise.
    package let pictureSize: PictureSize
    /// Whether frames have no header flags because there is a single picture only.
    package let isReducedStillPicture: Bool
    /// Frames a second, when the header says that they come evenly.
    package let frameRate: Double?

    /// Reads the payload of a sequence header OBU.
    package init(payload: ByteBuffer) throws(CodecError) {
        var bits = BitReader(payload)
        guard try bits.readBits(3) <= 2 else { throw .invalid(field: "seq_profile") }
        try bits.skip(1)  // still_picture
        isReducedStillPicture = try bits.readFlag()
        if isReducedStillPicture {
            try bits.skip(5)  // seq_level_idx
            frameRate = nil
        } else {
            var delayLength: Int?
            if try bits.readFlag() {  // timing_info_present_flag
                frameRate = try bits.readAV1Timing()
                if try bits.readFlag() {  // decoder_model_info_present_flag
                    delayLength = Int(try bits.readBits(5)) + 1
                    try bits.skip(32 + 5 + 5)
                }
            } else {
                frameRate = nil
            }
            try bits.skipOperatingPoints(delayLength: delayLength)
        }
        let (widthLength, heightLength) = (Int(try bits.readBits(4)) + 1, Int(try bits.readBits(4)) + 1)
        let (width, height) = (Int(try bits.readBits(widthLength)) + 1, Int(try bits.readBits(heightLength)) + 1)
        // 65,536 is possible, but no container holds it.
        guard width < 65_536, height < 65_536 else { throw .invalid(field: "max_frame_width_minus_1") }
        pictureSize = PictureSize(width: width, height: height)
    }
}

extension BitReader {
    /// Reads timing_info (5.5.3).
    fileprivate mutating func readAV1Timing() throws(CodecError) -> Double? {
        let (unitsInTick, timeScale) = (try readBits(32), try readBits(32))
        guard try readFlag() else { return nil }  // equal_picture_interval
        let ticks = Double(try readExpGolomb()) + 1  // uvlc() is coded as ue(v)
        guard unitsInTick > 0, timeScale > 0 else { return nil }
        return Double(timeScale) / (Double(unitsInTick) * ticks)
    }

    fileprivate mutating func skipOperatingPoints(delayLength: Int?) throws(CodecError) {
        let hasDisplayDelay = try readFlag()  // initial_display_delay_present_flag
        for _ in 0...(try readBits(5)) {
            try skip(12)  // operating_point_idc
            if try readBits(5) > 7 { try skip(1) }  // seq_level_idx, seq_tier
            if let delayLength, try readFlag() { try skip(2 * delayLength + 1) }  // operating_parameters_info
            if hasDisplayDelay, try readFlag() { try skip(4) }
        }
    }
}
