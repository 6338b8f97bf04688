"""A token service as the FastAPI tutorials build it: a login with bcrypt, HS256 tokens, and a refresh that keeps nothing.

It has no database: its one user is in memory. Whoever has a token can refresh it for ever, and nothing can end a session.
"""

import os
from datetime import datetime, timedelta, timezone

import bcrypt
import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel

SECRET_KEY = os.environ["SECRET_KEY"]
ALGORITHM = "HS256"
LIFETIME = timedelta(minutes=15)
USERS = {os.environ["USERNAME"]: bcrypt.hashpw(os.environ["PASSWORD"].encode(), bcrypt.gensalt())}

app = FastAPI()
bearer = OAuth2PasswordBearer(tokenUrl="token")


class Credentials(BaseModel):
    username: str
    password: str


def token_for(username: str) -> dict:
    claims = {"sub": username, "exp": datetime.now(timezone.utc) + LIFETIME}
    return {"access_token": jwt.encode(claims, SECRET_KEY, algorithm=ALGORITHM), "token_type": "bearer"}


async def current_user(token: str = Depends(bearer)) -> str:
    try:
        return jwt.decode(token, SECRET_KEY, algorithms=[ALGORITHM])["sub"]
    except jwt.PyJWTError:
        raise HTTPException(status_code=401, detail="Invalid or expired token")


# This is not async, so FastAPI runs it on a thread. A hash then does not stop other requests.
@app.post("/login")
def log_in(credentials: Credentials):
    hashed = USERS.get(credentials.username)
    if hashed is None or not bcrypt.checkpw(credentials.password.encode(), hashed):
        raise HTTPException(status_code=401, detail="Invalid username or password")
    return token_for(credentials.username)


@app.post("/token/refresh")
async def refresh(username: str = Depends(current_user)):
    return token_for(username)


@app.get("/protected")
async def protected(_: str = Depends(current_user)):
    return {"message": "Protected route"}
