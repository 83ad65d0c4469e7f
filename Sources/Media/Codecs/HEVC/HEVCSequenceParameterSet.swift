// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// What a recording wants to know of an H.265 sequence parameter set (ITU-T H.265, 7.3.2.2.1).
package struct HEVCSequenceParameterSet: Hashable, Sendable {
    /// The picture after cropping.
    package let pictureSize: PictureSize
    /// Frames a second by the timing of the usability information; nil when it tells nothing.
    package let frameRate: Double?
    /// What the usability information says of showing the pictures.
    package let presentation: PicturePresentation

    /// Reads a set from its NAL unit's bytes, header included.
    package init(nalUnit bytes: ByteBuffer) throws(CodecError) {
        guard let unit = HEVCNALUnit(bytes: bytes) else { throw .truncated }
        guard unit.kind == .sequenceParameterSet else { throw .invalid(field: "nal_unit_type") }
        var bits = BitReader(bytes.withoutEmulationPrevention)
        try bits.skip(16 + 4)  // NAL unit header, sps_video_parameter_set_id
        let maximumSubLayer = Int(try bits.readBits(3))
        guard maximumSubLayer < 7 else { throw .invalid(field: "sps_max_sub_layers_minus1") }
        try bits.skip(1)  // sps_temporal_id_nesting_flag
        try bits.skipProfileTierLevel(maximumSubLayer: maximumSubLayer)
        _ = try bits.readExpGolomb()  // sps_seq_parameter_set_id
        pictureSize = try bits.readHEVCPictureSize()
        // A set that ends within what follows still describes its pictures.
        var presentation = PicturePresentation()
        frameRate = (try? bits.readHEVCFrameRate(maximumSubLayer: maximumSubLayer, &presentation)) ?? nil
        self.presentation = presentation
    }
}

extension BitReader {
    /// Passes over profile_tier_level (7.3.3).
    fileprivate mutating func skipProfileTierLevel(maximumSubLayer: Int) throws(CodecError) {
        try skip(96)
        guard maximumSubLayer > 0 else { return }
        var length = 0
        for _ in 0..<maximumSubLayer {
            length += try readFlag() ? 88 : 0  // sub_layer_profile_present_flag
            length += try readFlag() ? 8 : 0  // sub_layer_level_present_flag
        }
        try skip(2 * (8 - maximumSubLayer) + length)
    }

    fileprivate mutating func readHEVCPictureSize() throws(CodecError) -> PictureSize {
        let format = try readExpGolomb()
        guard format <= 3 else { throw .invalid(field: "chroma_format_idc") }
        if format == 3 { try skip(1) }  // separate_colour_plane_flag
        var (width, height) = (Int(try readExpGolomb()), Int(try readExpGolomb()))
        // 16 bits of pixels are what containers hold; no level allows as many.
        guard width < 65_536, height < 65_536 else { throw .invalid(field: "pic_width_in_luma_samples") }
        if try readFlag() {  // conformance_window_flag
            let (left, right) = (Int(try readExpGolomb()), Int(try readExpGolomb()))
            let (top, bottom) = (Int(try readExpGolomb()), Int(try readExpGolomb()))
            // SubWidthC and SubHeightC (table 6-1).
            width -= (left + right) * (format == 1 || format == 2 ? 2 : 1)
            height -= (top + bottom) * (format == 1 ? 2 : 1)
        }
        guard width > 0, height > 0 else { throw .invalid(field: "conf_win_offset") }
        return PictureSize(width: width, height: height)
    }

    /// Reads what stands between the size and the timing of the usability information (E.2.1).
    fileprivate mutating func readHEVCFrameRate(
        maximumSubLayer: Int, _ presentation: inout PicturePresentation
    ) throws(CodecError) -> Double? {
        _ = try readExpGolomb()  // bit_depth_luma_minus8
        _ = try readExpGolomb()  // bit_depth_chroma_minus8
        let orderCountLength = Int(try readExpGolomb()) + 4
        guard orderCountLength <= 16 else { throw .invalid(field: "log2_max_pic_order_cnt_lsb_minus4") }
        let orderings = try readFlag() ? maximumSubLayer + 1 : 1  // sps_sub_layer_ordering_info_present_flag
        // Three numbers for each, then six on the sizes of blocks.
        for _ in 0..<(orderings * 3 + 6) { _ = try readExpGolomb() }
        if try readFlag(), try readFlag() { try skipHEVCScalingLists() }
        try skip(2)  // amp_enabled_flag, sample_adaptive_offset_enabled_flag
        if try readFlag() {  // pcm_enabled_flag
            try skip(8)
            _ = try readExpGolomb()
            _ = try readExpGolomb()
            try skip(1)
        }
        try skipReferencePictureSets()
        if try readFlag() {  // long_term_ref_pics_present_flag
            let count = Int(try readExpGolomb())
            guard count <= 32 else { throw .invalid(field: "num_long_term_ref_pics_sps") }
            try skip(count * (orderCountLength + 1))
        }
        try skip(2)  // sps_temporal_mvp_enabled_flag, strong_intra_smoothing_enabled_flag
        guard try readFlag() else { return nil }  // vui_parameters_present_flag
        return try readHEVCTiming(&presentation)
    }

    private mutating func skipHEVCScalingLists() throws(CodecError) {
        for size in 0..<4 {
            for _ in 0..<(size == 3 ? 2 : 6) {
                guard try readFlag() else {  // scaling_list_pred_mode_flag
                    _ = try readExpGolomb()  // scaling_list_pred_matrix_id_delta
                    continue
                }
                let count = min(64, 1 << (4 + size << 1)) + (size > 1 ? 1 : 0)
                for _ in 0..<count { _ = try readSignedExpGolomb() }
            }
        }
    }

    /// Passes over the st_ref_pic_set structures (7.3.7), each of which may be told by the one before it.
    private mutating func skipReferencePictureSets() throws(CodecError) {
        let count = Int(try readExpGolomb())
        guard count <= 64 else { throw .invalid(field: "num_short_term_ref_pic_sets") }
        var pictures = 0
        for index in 0..<count {
            if index > 0, try readFlag() {  // inter_ref_pic_set_prediction_flag
                try skip(1)  // delta_rps_sign
                _ = try readExpGolomb()  // abs_delta_rps_minus1
                var kept = 0
                for _ in 0...pictures {
                    // used_by_curr_pic_flag, and where that isn't set use_delta_flag
                    if try readFlag() { kept += 1 } else if try readFlag() { kept += 1 }
                }
                pictures = kept
            } else {
                let (negative, positive) = (Int(try readExpGolomb()), Int(try readExpGolomb()))
                guard negative <= 16, positive <= 16 else { throw .invalid(field: "num_negative_pics") }
                pictures = negative + positive
                for _ in 0..<pictures {
                    _ = try readExpGolomb()  // delta_poc_minus1
                    try skip(1)  // used_by_curr_pic_flag
                }
            }
        }
    }

    private mutating func readHEVCTiming(_ presentation: inout PicturePresentation) throws(CodecError) -> Double? {
        presentation = try readPicturePresentation()
        if try readFlag() {
            _ = try readExpGolomb()  // chroma_sample_loc_type_top_field
            _ = try readExpGolomb()  // chroma_sample_loc_type_bottom_field
        }
        try skip(3)  // neutral_chroma_indication_flag, field_seq_flag, frame_field_info_present_flag
        if try readFlag() {  // default_display_window_flag
            for _ in 0..<4 { _ = try readExpGolomb() }
        }
        guard try readFlag() else { return nil }  // vui_timing_info_present_flag
        let (unitsInTick, timeScale) = (try readBits(32), try readBits(32))
        guard unitsInTick > 0, timeScale > 0 else { return nil }
        return Double(timeScale) / Double(unitsInTick)
    }
}
