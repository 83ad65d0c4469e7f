// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// What a recording wants to know of an H.264 sequence parameter set (ITU-T H.264, 7.3.2.1.1).
package struct SequenceParameterSet: Hashable, Sendable {
    /// profile_idc: 66 is Baseline, 77 Main, 100 High.
    package let profile: UInt8
    /// The six constraint_set flags and two reserved bits.
    package let constraints: UInt8
    /// level_idc: ten times the level.
    package let level: UInt8
    /// The picture after cropping.
    package let pictureSize: PictureSize
    /// Frames a second by the timing of the usability information; nil when it tells nothing.
    package let frameRate: Double?
    /// What the usability information says of showing the pictures.
    package let presentation: PicturePresentation

    /// Reads a set from its NAL unit's bytes, header byte included.
    package init(nalUnit bytes: ByteBuffer) throws(CodecError) {
        guard let unit = NALUnit(bytes: bytes) else { throw .truncated }
        guard unit.kind == .sequenceParameterSet else { throw .invalid(field: "nal_unit_type") }
        var bits = BitReader(bytes.withoutEmulationPrevention)
        try bits.skip(8)
        profile = UInt8(truncatingIfNeeded: try bits.readBits(8))
        constraints = UInt8(truncatingIfNeeded: try bits.readBits(8))
        level = UInt8(truncatingIfNeeded: try bits.readBits(8))
        _ = try bits.readExpGolomb()  // seq_parameter_set_id
        let chroma = Self.highProfiles.contains(profile) ? try bits.readChromaFormat() : .standard
        try bits.skipPictureOrder()
        pictureSize = try bits.readPictureSize(chroma: chroma)
        // A set that ends within the usability information still describes its pictures.
        var presentation = PicturePresentation()
        frameRate = (try? bits.readFrameRate(&presentation)) ?? nil
        self.presentation = presentation
    }

    /// The profiles whose sets tell the chroma format.
    private static let highProfiles: Set<UInt8> = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]
}

/// Luma samples for each step of the cropping offsets (table 6-1, equations 7-19 to 7-22).
private struct ChromaFormat {
    var horizontalUnit: Int
    var verticalUnit: Int

    /// 4:2:0, which profiles without a chroma format have.
    static let standard = ChromaFormat(horizontalUnit: 2, verticalUnit: 2)
}

extension BitReader {
    fileprivate mutating func readChromaFormat() throws(CodecError) -> ChromaFormat {
        let format = try readExpGolomb()
        guard format <= 3 else { throw .invalid(field: "chroma_format_idc") }
        if format == 3 { try skip(1) }  // separate_colour_plane_flag, which leaves the units at 1
        _ = try readExpGolomb()  // bit_depth_luma_minus8
        _ = try readExpGolomb()  // bit_depth_chroma_minus8
        try skip(1)  // qpprime_y_zero_transform_bypass_flag
        if try readFlag() {
            for list in 0..<(format == 3 ? 12 : 8) where try readFlag() {
                try skipScalingList(size: list < 6 ? 16 : 64)
            }
        }
        return ChromaFormat(horizontalUnit: format == 1 || format == 2 ? 2 : 1, verticalUnit: format == 1 ? 2 : 1)
    }

    private mutating func skipScalingList(size: Int) throws(CodecError) {
        var last: Int64 = 8
        for _ in 0..<size {
            let next = (last + (try readSignedExpGolomb())) & 0xFF
            // The rest of the list repeats the last value and isn't written.
            guard next != 0 else { return }
            last = next
        }
    }

    fileprivate mutating func skipPictureOrder() throws(CodecError) {
        _ = try readExpGolomb()  // log2_max_frame_num_minus4
        switch try readExpGolomb() {
        case 0:
            _ = try readExpGolomb()  // log2_max_pic_order_cnt_lsb_minus4
        case 1:
            try skip(1)  // delta_pic_order_always_zero_flag
            _ = try readSignedExpGolomb()  // offset_for_non_ref_pic
            _ = try readSignedExpGolomb()  // offset_for_top_to_bottom_field
            let count = try readExpGolomb()
            guard count <= 255 else { throw .invalid(field: "num_ref_frames_in_pic_order_cnt_cycle") }
            for _ in 0..<count { _ = try readSignedExpGolomb() }
        case 2:
            break
        case _:
            throw .invalid(field: "pic_order_cnt_type")
        }
        _ = try readExpGolomb()  // max_num_ref_frames
        try skip(1)  // gaps_in_frame_num_value_allowed_flag
    }

    fileprivate mutating func readPictureSize(chroma: ChromaFormat) throws(CodecError) -> PictureSize {
        let (columns, rows) = (Int(try readExpGolomb()) + 1, Int(try readExpGolomb()) + 1)
        // 16 bits of pixels are what containers hold; no level allows as many.
        guard columns < 4_096, rows < 4_096 else { throw .invalid(field: "pic_width_in_mbs_minus1") }
        let isFrameOnly = try readFlag()
        if !isFrameOnly { try skip(1) }  // mb_adaptive_frame_field_flag
        try skip(1)  // direct_8x8_inference_flag
        let fields = isFrameOnly ? 1 : 2
        var (width, height) = (columns * 16, rows * 16 * fields)
        if try readFlag() {
            let (left, right) = (Int(try readExpGolomb()), Int(try readExpGolomb()))
            let (top, bottom) = (Int(try readExpGolomb()), Int(try readExpGolomb()))
            width -= (left + right) * chroma.horizontalUnit
            height -= (top + bottom) * chroma.verticalUnit * fields
        }
        guard width > 0, height > 0, height < 65_536 else { throw .invalid(field: "frame_crop_offset") }
        return PictureSize(width: width, height: height)
    }

    /// Reads the usability information (E.1.1) up to its timing.
    fileprivate mutating func readFrameRate(_ presentation: inout PicturePresentation) throws(CodecError) -> Double? {
        guard try readFlag() else { return nil }  // vui_parameters_present_flag
        presentation = try readPicturePresentation()
        if try readFlag() {
            _ = try readExpGolomb()  // chroma_sample_loc_type_top_field
            _ = try readExpGolomb()  // chroma_sample_loc_type_bottom_field
        }
        guard try readFlag() else { return nil }  // timing_info_present_flag
        let (unitsInTick, timeScale) = (try readBits(32), try readBits(32))
        guard unitsInTick > 0, timeScale > 0 else { return nil }
        // A tick is a field, even of frames (E.2.1).
        return Double(timeScale) / (2 * Double(unitsInTick))
    }
}
