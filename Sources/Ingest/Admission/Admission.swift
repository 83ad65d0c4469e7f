import Media
package import RecordingModel

package struct Admission: Sendable {
    package init(catalogue: any Catalogue, openDomains: Bool) {}
    func refusal(of key: StreamKey, secret: String?, time: String?, now: WallTime) async -> StopCode? { nil }
}
