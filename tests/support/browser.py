"""Pages in a real browser, where there is one."""

import asyncio
import shutil
from pathlib import Path

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip


async def shown(url: str, home: Path) -> str:
    """The page as it stands in the browser once its script has run."""
    browser = await asyncio.create_subprocess_exec(
        BROWSER or "",
        *QUIET,
        f"--user-data-dir={home}",
        "--virtual-time-budget=5000",
        "--dump-dom",
        url,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    async with asyncio.timeout(180):
        page, _ = await browser.communicate()
    return page.decode()
