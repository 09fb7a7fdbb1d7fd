#!/usr/bin/env python3
"""Prints messages of an outbox folder as they would read on a phone: show_messages.py FOLDER [N]"""
import json
import pathlib
import sys


def main():
    folder = pathlib.Path(sys.argv[1])
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    messages = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")]
    messages.sort(key=lambda message: (message["sent_at"], message["attempt_id"]))
    # Spread over the day, so that they differ.
    chosen = [messages[i * len(messages) // number] for i in range(min(number, len(messages)))]
    for message in chosen:
        print(f"\n  to {message['phone']} · {message['sent_at']}")
        for line in message["text"].splitlines():
            print(f"  │ {line}")


if __name__ == "__main__":
    main()
