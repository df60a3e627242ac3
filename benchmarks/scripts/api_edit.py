"""A program that edits an image by the REST API and downloads it: PORT TOKEN ID ETAG TEXT OUTPUT."""

import http.client
import json
import sys

CHUNK = 1 << 20


def main() -> None:
    port, token, image, etag, text, output = sys.argv[1:]
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=600)
    headers = {"Authorization": f"Bearer {token}"}
    body = json.dumps({"set": {"descrip": text}, "reason": "comparison"})
    edit = {**headers, "If-Match": etag, "Content-Type": "application/json"}
    connection.request("PATCH", f"/api/v1/images/{image}/header", body, edit)
    answer = connection.getresponse()
    change = answer.read()
    if answer.status != 200:
        sys.exit(f"the edit was answered with {answer.status}")
    connection.request("GET", f"/api/v1/images/{image}/download?as=nii.gz", headers=headers)
    answer = connection.getresponse()
    if answer.status != 200:
        sys.exit(f"the download was answered with {answer.status}")
    buffer = memoryview(bytearray(CHUNK))
    with open(output, "wb", buffering=0) as file:
        while count := answer.readinto(buffer):
            file.write(buffer[:count])
    sys.stdout.write(json.loads(change)["etag"])


if __name__ == "__main__":
    main()
