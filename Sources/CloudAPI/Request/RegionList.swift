// SPDX-License-Identifier: Apache-2.0

/// The regions in which an action is served: what `X-TC-Region` may say.
package enum RegionList: Hashable, Sendable {
    /// The action has no use for a region; one that is given is not looked at.
    case any
    case only(Set<String>)

    /// Those of the recording tasks, of both editions together (reference: recording-api, section 0).
    package static let recordTasks = RegionList.only([
        "ap-bangkok", "ap-guangzhou", "ap-hongkong", "ap-jakarta", "ap-mumbai", "ap-seoul", "ap-singapore", "ap-tokyo",
        "eu-frankfurt", "na-ashburn", "na-siliconvalley", "na-toronto", "sa-saopaulo",
    ])

    /// The region under which a call counts; throws `UnsupportedRegion`.
    ///
    /// None, which is empty, is let pass: there is only one place where this server can record. Names come from the list
    /// alone, so they are bounded.
    package func admit(_ region: String) throws(APIFault) -> String {
        switch self {
        case .any: return ""
        case .only(let regions):
            guard region.isEmpty || regions.contains(region) else { throw APIFault(.unsupportedRegion) }
            return region
        }
    }
}
